//! O binário.
fn main() {}
