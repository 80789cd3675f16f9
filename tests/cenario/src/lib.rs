//! Cenário de ponta a ponta: sobe a Esteira e os portais e dirige tudo pela API.
