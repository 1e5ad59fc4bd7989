//! The `onrecord` program: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    onrecord::cli::run().into()
}
