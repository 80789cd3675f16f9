//! As migrações entram no binário; mudá-las pede recompilar.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
