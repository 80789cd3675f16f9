fn nada() {}
