//! Plugin do SAT.
