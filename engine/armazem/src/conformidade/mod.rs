//! A suíte que os dois bancos cumprem.
