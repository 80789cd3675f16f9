"""Um `selenium` leve: os nomes de uso comum do pacote de verdade, direto por cima do hospedeiro.

Serve ao plugin que não pede `selenium` no requirements.txt. Uma espera conhecida (`expected_conditions`) é uma chamada só, em vez de um
comando a cada meio segundo. O que não há aqui não se importa: ponha `selenium==…` no requirements.txt e use o de verdade.
"""

LEVE = True
__version__ = "4.51.0+esteira.leve"
