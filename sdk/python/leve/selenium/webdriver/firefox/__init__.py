"""Os nomes que o código antigo importa; o navegador é do hospedeiro."""
