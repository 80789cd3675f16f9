//! A máquina: as regras que valem em todo fluxo, provadas por casos e por comandos ao acaso.

mod apoio;
mod propriedades;
mod regras;
