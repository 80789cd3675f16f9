//! Laços de trabalho.
