//! API HTTP.
