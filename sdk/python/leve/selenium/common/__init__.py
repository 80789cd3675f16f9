"""As exceções, como no pacote de verdade."""
