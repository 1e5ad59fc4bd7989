//! The program as a user meets it: commands, messages, exit codes, and input that is broken.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl From<std::process::Output> for Output {
    fn from(output: std::process::Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap(),
        }
    }
}

/// The folder of invented articles.
pub(crate) fn corpus() -> String {
    format!("{}/corpus", env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in the folder of the repository.
pub(crate) fn run(args: &[&str]) -> Output {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), args)
}

/// Runs the program in a folder.
pub(crate) fn run_in(folder: &Path, args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(args)
        .current_dir(folder)
        .env_remove("ONRECORD_INDEX")
        .env_remove("ONRECORD_CORRECTIONS")
        .env_remove("RUST_BACKTRACE")
        .env_remove("NO_COLOR")
        .output();
    output.unwrap().into()
}

/// A folder with one article in it.
fn articles() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = "Harbor vote put off\n\nPORT ELLEN, April 2, 2031 - The harbor vote was put off \
                on Tuesday.\n\n\"We will vote on the harbor bill in May,\" Mara Ellison, the \
                speaker of the assembly, said.\n";
    fs::write(folder.path().join("harbor.txt"), text).unwrap();
    folder
}

#[test]
fn a_folder_is_indexed_and_asked() {
    let folder = articles();
    let indexed = run_in(folder.path(), &["index", "."]);
    assert_eq!(indexed.code, 0, "{indexed:?}");
    assert!(indexed.stdout.contains("1 articles"), "{indexed:?}");
    let found = run_in(folder.path(), &["search", "harbor bill", "--kind", "quote"]);
    assert_eq!(found.code, 0, "{found:?}");
    assert!(found.stdout.starts_with("Mara Ellison"), "{found:?}");
    assert!(found.stdout.contains("**harbor**"), "{found:?}");
    assert!(found.stdout.contains("harbor.txt:5"), "{found:?}");
    let none = run_in(folder.path(), &["search", "zeppelins"]);
    assert_eq!((none.code, none.stdout.as_str()), (1, ""));
    assert!(none.stderr.contains("nothing found for `zeppelins`"), "{none:?}");
    let count = run_in(folder.path(), &["search", "harbor", "--kind", "quote", "--count"]);
    assert_eq!((count.code, count.stdout.as_str()), (0, "1\n"));
    let zero = run_in(folder.path(), &["search", "zeppelins", "--count", "--exit-zero"]);
    assert_eq!((zero.code, zero.stdout.as_str()), (0, "0\n"));
}

#[test]
fn an_index_is_found_from_above_and_from_beside() {
    let folder = articles();
    assert_eq!(run_in(folder.path(), &["index", "."]).code, 0);
    let below = folder.path().join("deep/er");
    fs::create_dir_all(&below).unwrap();
    assert_eq!(run_in(&below, &["search", "harbor"]).code, 0);
    let outer = tempfile::tempdir().unwrap();
    fs::rename(folder.path(), outer.path().join("press")).unwrap();
    assert_eq!(run_in(outer.path(), &["search", "harbor"]).code, 0);
}

#[test]
fn show_puts_a_passage_into_its_article() {
    let folder = articles();
    run_in(folder.path(), &["index", "."]);
    let found = run_in(folder.path(), &["search", "harbor bill", "-f", "jsonl", "-n", "1"]);
    let record: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    let shown = run_in(folder.path(), &["show", record["id"].as_str().unwrap()]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.stdout.contains("Harbor vote put off"), "{shown:?}");
    let unknown = run_in(folder.path(), &["show", "0000000000000000"]);
    assert_eq!(unknown.code, 1);
    let wrong = run_in(folder.path(), &["show", "harbor"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("`harbor` is not the id of a passage"), "{wrong:?}");
}

#[test]
fn a_command_without_an_index_says_how_to_make_one() {
    let folder = tempfile::tempdir().unwrap();
    let output = run_in(folder.path(), &["search", "harbor"]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.starts_with("error: no index in `"), "{output:?}");
    assert!(output.stderr.contains("hint: build one with `onrecord index FOLDER`"), "{output:?}");
}

#[test]
fn another_folder_is_no_index() {
    let folder = articles();
    let output = run_in(folder.path(), &["search", "harbor", "--index", "."]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("is not an index of onrecord"), "{output:?}");
}

#[test]
fn a_query_that_makes_little_sense_gets_an_answer() {
    let folder = articles();
    run_in(folder.path(), &["index", "."]);
    for query in ["the of and", "\"unbalanced", "speaker:", "((", "harbor NEAR/", ":", "“harbor"]
    {
        let output = run_in(folder.path(), &["search", query]);
        assert!(output.code < 2, "{query}: {output:?}");
        assert!(!output.stderr.contains("panicked"), "{query}: {output:?}");
    }
    let told = run_in(folder.path(), &["search", "speaker:"]);
    assert!(told.stderr.contains("`speaker:`"), "{told:?}");
    let unknown = run_in(folder.path(), &["search", "harbor", "--issue", "imigration"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("no issue is called `imigration`"), "{unknown:?}");
    assert!(unknown.stderr.contains("did you mean `immigration`?"), "{unknown:?}");
    let wrong = run_in(folder.path(), &["search", "harbor", "--since", "soonish"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("`soonish` is not a date for --since"), "{wrong:?}");
}

#[test]
fn broken_files_are_told_and_the_rest_is_read() {
    let folder = articles();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    put("latin.txt", b"The mayor of Montr\xe9al spoke about the caf\xe9s of the old town today.\n");
    put("cut.txt", b"The vote was put off in the caf\xc3");
    put("binary.txt", b"\x00\x01\x02\xff\xfe\x00\x00binary\x00\x00");
    put("empty.txt", b"");
    put("broken.json", b"{\"title\": \"An open brace\", ");
    put("menu.html", b"<html><body><nav><a href=a>Home</a><a href=b>News</a></nav></body></html>");
    put("picture.png", b"\x89PNG\r\n\x1a\n");
    let output = run_in(folder.path(), &["index", "."]);
    assert_eq!(output.code, 2, "{output:?}");
    assert!(output.stderr.contains("`broken.json` not read: broken JSON"), "{output:?}");
    assert!(output.stderr.contains("`binary.txt` not read: binary data"), "{output:?}");
    let status = run_in(folder.path(), &["status", "--skipped"]);
    for name in ["binary.txt", "empty.txt", "broken.json", "menu.html"] {
        assert!(status.stdout.contains(name), "{name}: {status:?}");
    }
    for (word, doc) in [("Montréal", "latin.txt"), ("vote", "cut.txt"), ("ellison", "harbor.txt")]
    {
        let output = run_in(folder.path(), &["search", word, "-f", "paths", "-n", "0"]);
        assert!(output.stdout.contains(doc), "{word}: {output:?}");
    }
}

#[test]
fn what_is_half_read_is_told_as_such() {
    let folder = articles();
    let lines = "{\"title\": \"Levy\", \"text\": \"The levy on ferries fell on Tuesday night.\"}\n{\"title\": \n";
    fs::write(folder.path().join("wire.jsonl"), lines).unwrap();
    let why = "`wire.jsonl` not wholly read: broken JSON Lines at line 2: EOF while parsing";
    for _ in 0..2 {
        // Again where nothing has changed: the trouble stays.
        let indexed = run_in(folder.path(), &["index", "."]);
        assert_eq!(indexed.code, 2, "{indexed:?}");
        assert!(indexed.stderr.contains(why), "{indexed:?}");
        assert!(indexed.stdout.contains("2 articles"), "{indexed:?}");
    }
    let status = run_in(folder.path(), &["status", "--skipped"]);
    assert!(
        status.stdout.contains("  wire.jsonl: failed in part: broken JSON Lines"),
        "{status:?}"
    );
    assert!(status.stdout.contains("1 failed"), "{status:?}");
    let read = run_in(folder.path(), &["extract", "wire.jsonl", "-f", "jsonl"]);
    assert_eq!(read.code, 2, "{read:?}");
    assert!(read.stderr.contains(why) && read.stdout.contains("Tuesday night"), "{read:?}");
}

#[test]
fn rules_of_the_user_tell_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::create_dir(folder.path().join("Sable Gazette")).unwrap();
    put("Sable Gazette/20310402_vote.txt", "The vote was put off on Tuesday evening.\n");
    put(
        "wire.json",
        "{\"hed\": \"Vote put off\", \"words\": \"The vote was put off on Tuesday evening.\"}",
    );
    put("files.csv", "file,outlet,date\nwire.json,Evening Post,2031-04-03\n");
    let read = run_in(
        folder.path(),
        &[
            "inspect",
            ".",
            "-f",
            "jsonl",
            "--path-pattern",
            "{outlet}/{date}_*.txt",
            "--field",
            "text=words",
            "--field",
            "title=hed",
            "--manifest",
            "files.csv",
        ],
    );
    assert_eq!(read.code, 0, "{read:?}");
    let lines: Vec<serde_json::Value> =
        read.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{read:?}");
    assert_eq!(
        (&lines[0]["outlet"], &lines[0]["date"]),
        (&"Sable Gazette".into(), &"2031-04-02".into())
    );
    assert_eq!(lines[0]["date_source"], "path-pattern");
    assert_eq!(
        (&lines[1]["outlet"], &lines[1]["title"]),
        (&"Evening Post".into(), &"Vote put off".into())
    );
    assert_eq!(
        (&lines[1]["date"], &lines[1]["date_source"]),
        (&"2031-04-03".into(), &"metadata".into())
    );
    for (wrong, told) in [
        (["--field", "words=text"], "there is no role `words`"),
        (["--path-pattern", "{day}.txt"], "`{day}` tells nothing"),
        (["--manifest", "nowhere.csv"], "cannot read `nowhere.csv`"),
    ] {
        let output = run_in(folder.path(), &["inspect", ".", wrong[0], wrong[1]]);
        assert_eq!(output.code, 2, "{output:?}");
        assert!(output.stderr.contains(told), "{output:?}");
    }
}

#[test]
fn a_watched_folder_is_searched_within_seconds() {
    let folder = articles();
    let mut watch = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["index", ".", "--watch", "--quiet"])
        .current_dir(folder.path())
        .env_remove("ONRECORD_INDEX")
        .env_remove("ONRECORD_CORRECTIONS")
        .env_remove("RUST_BACKTRACE")
        .spawn()
        .unwrap();
    let found = |word: &str| {
        (0..300).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            run_in(folder.path(), &["search", word, "-f", "paths"]).code == 0
        })
    };
    let first = found("harbor");
    fs::write(folder.path().join("late.txt"), "The zeppelin mast was put up on Tuesday.\n")
        .unwrap();
    let second = found("zeppelin");
    watch.kill().unwrap();
    watch.wait().unwrap();
    assert!(first && second, "{first} {second}");
}

#[test]
fn what_is_not_english_is_counted_and_found_as_text() {
    let folder = articles();
    let text = "El concejo de Puerto Arenal rechazó el martes por la noche la tasa del transbordador \
                después de seis horas de debate.\n\n\"No la voy a recuperar\", dijo la alcaldesa, Ada \
                Marl, a la salida de la sala, donde la esperaban los trabajadores del puerto.\n";
    fs::write(folder.path().join("tasa.txt"), text).unwrap();
    let indexed = run_in(folder.path(), &["index", "."]);
    assert!(
        indexed.stdout.contains("2 articles (1 not in English, without quotes)"),
        "{indexed:?}"
    );
    let status = run_in(folder.path(), &["status"]);
    assert!(status.stdout.contains("1 not in English"), "{status:?}");
    let found = run_in(folder.path(), &["search", "transbordador", "-f", "jsonl"]);
    let record: serde_json::Value =
        serde_json::from_str(found.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(record["kind"], "text");
}

#[test]
fn extract_reads_standard_input_and_names_what_it_cannot_read() {
    let folder = articles();
    let missing = run_in(folder.path(), &["extract", "harbor.txt", "nowhere.txt", "-f", "jsonl"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("nowhere.txt"), "{missing:?}");
    assert!(missing.stdout.contains("Mara Ellison"), "{missing:?}");
}

#[test]
fn dates_of_the_user_fill_in_only() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "The vote was put off on Tuesday evening.\n").unwrap();
    let output =
        run_in(folder.path(), &["extract", "a.txt", "--date", "2031-04-02", "-f", "jsonl"]);
    let record: serde_json::Value =
        serde_json::from_str(output.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(record["date"], "2031-04-02");
    assert_eq!(record["date_source"], "flag");
    let wrong = run_in(folder.path(), &["extract", "a.txt", "--date", "soon"]);
    assert_eq!(wrong.code, 2);
}

#[test]
fn help_fits_the_screen_and_every_command_has_examples_or_few_options() {
    let commands = [
        "index", "search", "show", "extract", "inspect", "status", "schema", "man", "tag",
        "people", "verify", "save", "run",
    ];
    for command in commands {
        let help = run(&[command, "--help"]);
        assert_eq!(help.code, 0);
        for line in help.stdout.lines() {
            assert!(line.chars().count() <= 79, "{command}: {line}");
        }
    }
    assert!(run(&["search", "--help"]).stdout.contains("[default: 20]"));
}

#[test]
fn completions_and_manual_pages_are_made() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert!(output.code == 0 && output.stdout.contains("onrecord"), "{shell}");
    }
    assert!(run(&["man"]).stdout.contains(".TH"));
}

#[test]
fn a_wrong_option_is_an_error_of_its_own() {
    let output = run(&["search", "--speeker", "x"]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("--speeker"), "{output:?}");
}

#[test]
fn texts_are_tagged_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "{\"id\":1,\"text\":\"Lawmakers argued over oil drilling and natural gas pipelines.\"}\n\
                not json\n{\"id\":\"c\",\"text\":\"\"}\n";
    fs::write(folder.path().join("rows.jsonl"), rows).unwrap();
    let output = run_in(folder.path(), &["tag", "rows.jsonl"]);
    assert_eq!(output.code, 2, "{output:?}");
    assert!(output.stderr.contains("row 2 not read"), "{output:?}");
    let lines: Vec<serde_json::Value> =
        output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["id"], 1);
    assert_eq!(lines[0]["issues"][0]["id"], "energy");
    assert_eq!(lines[0]["issues"][0]["cap"], 8);
    assert_eq!(lines[2]["id"], "c");
    assert_eq!(lines[2]["issues"], serde_json::json!([]));
    let table = "key,summary\nx,Lawmakers argued over oil drilling and natural gas pipelines.\n";
    fs::write(folder.path().join("rows.csv"), table).unwrap();
    let args =
        ["tag", "rows.csv", "--id-column", "key", "--text-column", "summary", "--format", "csv"];
    let output = run_in(folder.path(), &args);
    assert!(output.code == 0 && output.stdout.contains("\nx,energy"), "{output:?}");
}

#[test]
fn the_registry_answers_for_a_person_on_a_day() {
    let shown = run(&["people", "show", "kamala-harris", "--on", "2024-07-31"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.stdout.starts_with("Kamala Harris (kamala-harris)"), "{shown:?}");
    assert!(shown.stdout.contains("vice president"), "{shown:?}");
    assert!(!shown.stdout.contains("senator"), "{shown:?}");
    assert_eq!(run(&["people", "show", "Zebulon Quillfeather"]).code, 1);
}

#[test]
fn extract_tells_what_it_weighed_and_why() {
    let folder = articles();
    let told = run_in(folder.path(), &["extract", "harbor.txt", "--kind", "quote", "--explain"]);
    assert_eq!(told.code, 0, "{told:?}");
    for part in ["named: ", "`Mara Ellison", " by `said`, taken", "means Mara Ellison (person)"] {
        assert!(told.stdout.contains(part), "{part}: {told:?}");
    }
    let bare = run_in(folder.path(), &["extract", "harbor.txt", "--kind", "quote"]);
    assert!(!bare.stdout.contains("named: "), "{bare:?}");
    let args = ["extract", "harbor.txt", "--kind", "quote", "--explain", "--min-confidence", "1"];
    let least = run_in(folder.path(), &args);
    assert!(least.stdout.contains("unattributed: "), "{least:?}");
    assert!(least.stdout.contains("is below the 1.00 asked for"), "{least:?}");
    // what an article says cannot steer a terminal by way of a reason
    let text = "Vote\n\nApril 2, 2031\n\n\"We will vote in May,\" Mara \u{202e}Ellison said.\n\n\
                MARA \u{1b}[31mELLISON: We will vote on it.\n";
    fs::write(folder.path().join("odd.txt"), text).unwrap();
    let odd = run_in(folder.path(), &["extract", "odd.txt", "--explain"]);
    assert!(!odd.stdout.contains(['\u{202e}', '\u{1b}']), "{odd:?}");
}
