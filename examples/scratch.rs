use std::io::Write;
use std::path::Path;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let lex = onrecord::lexicon::Lexicon::builtin();
    if a[1] == "index" {
        let t = std::time::Instant::now();
        let c = onrecord::index::IndexConfig {
            roots: vec![a[3].clone().into()],
            threads: 2,
            ..Default::default()
        };
        let r =
            onrecord::index::update(Path::new(&a[2]), &lex, &c, &onrecord::index::Quiet).unwrap();
        let dt = t.elapsed().as_secs_f64();
        println!(
            "added {} changed {} same {} gone {} articles {} passages {} bytes {} skipped {} in {:.2}s {:.1} MB/s",
            r.added,
            r.changed,
            r.unchanged,
            r.removed,
            r.articles,
            r.passages,
            r.bytes,
            r.skipped.len(),
            dt,
            r.bytes as f64 / 1e6 / dt
        );
        return;
    }
    let t0 = std::time::Instant::now();
    let index = onrecord::index::Index::open(Path::new(&a[2]), lex.hash()).unwrap();
    let t1 = t0.elapsed();
    let parsed = onrecord::search::parse(&a[3], &|_| None);
    let mut w = onrecord::search::Weights::default();
    for kv in a.iter().skip(6) {
        let (k, v) = kv.split_once('=').unwrap();
        let v: f32 = v.parse().unwrap();
        match k {
            "words" => w.words = v,
            "clause" => w.clause = v,
            "paragraph" => w.paragraph = v,
            "neighbours" => w.neighbours = v,
            "headline" => w.headline = v,
            "lead" => w.lead = v,
            "article" => w.article = v,
            "saturation" => w.saturation = v,
            "length" => w.length = v,
            "coverage" => w.coverage = v,
            "fa" => w.feedback_answers = v as usize,
            "fw" => w.feedback_words = v as usize,
            "fb" => w.feedback = v,
            _ => panic!(),
        }
    }
    let mut r = onrecord::search::Request {
        query: parsed.query,
        limit: a[4].parse().unwrap(),
        explain: a[1] == "explain",
        ..Default::default()
    };
    if a[5] != "all" {
        r.filters.kinds = vec![onrecord::pipeline::PassageKind::Quote];
    }
    let t2 = std::time::Instant::now();
    let page = onrecord::search::search_with(&index, &r, &w).unwrap();
    let t3 = t2.elapsed();
    if a[1] == "time" {
        let t2 = std::time::Instant::now();
        for _ in 0..20 {
            onrecord::search::search_with(&index, &r, &w).unwrap();
        }
        eprintln!("open {t1:?} first {t3:?} then {:?} total {}", t2.elapsed() / 20, page.total);
        return;
    }
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    for h in &page.hits {
        if a[1] == "explain" {
            writeln!(
                out,
                "{:.2} {} | {} | {:?}",
                h.score,
                h.doc,
                h.text.chars().take(100).collect::<String>(),
                h.parts
                    .iter()
                    .take(8)
                    .map(|p| format!("{}:{}={:.2}", p.source.name(), p.what, p.value))
                    .collect::<Vec<_>>()
            )
            .unwrap();
            continue;
        }
        let spans: Vec<[u32; 2]> = h.spans.iter().map(|s| [s.start, s.end]).collect();
        writeln!(out, "{{\"doc\":{:?},\"spans\":{:?}}}", h.doc, spans).unwrap();
    }
}
