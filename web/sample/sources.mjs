// SPDX-License-Identifier: Apache-2.0
/// Assumptions and references of the sample report.

const cite = (key, text, doi, pmid) => ({
  key,
  text,
  ...(doi ? { doi, url: `https://doi.org/${doi}` } : {}),
  ...(pmid ? { pmid } : {}),
});
export const references = [
  cite('austin2004', 'Austin CD, De Mazière AM, Pisacane PI et al. (2004). Mol Biol Cell 15:5268.'),
  cite(
    'brito2006',
    'Brito DA, Rieder CL (2006). Mitotic checkpoint slippage in humans occurs via cyclin B destruction in the presence of an active checkpoint. Curr Biol.',
  ),
  cite('erickson2012', 'Erickson HK, Lewis Phillips GD, Leipold DD et al. (2012). Mol Cancer Ther 11:1133.'),
  cite(
    'gascoigne2008',
    'Gascoigne KE, Taylor SS (2008). Cancer cells display profound intra- and interline variation following prolonged exposure to antimitotic drugs. Cancer Cell.',
  ),
  cite('gross2023', 'Gross, Mohammadi, …, Meyer, Heiser (2023). Nat Commun.', '10.1038/s41467-023-39122-z'),
  cite('hamblett2015', 'Hamblett et al. (2015). Cancer Res 75:5329.'),
  cite(
    'khera2018',
    'Khera E, Cilliers C, Bhatnagar S, Thurber GM (2018). Mol Syst Des Eng 3:73.',
    '10.1039/C7ME00093F',
  ),
  cite('kovtun2010', 'Kovtun et al. (2010), abstract.'),
  cite('lewisphillips2008', 'Lewis Phillips GD, Li G, Dugger DL et al. (2008). Cancer Res 68:9280.'),
  cite('lopus2010', 'Lopus et al. (2010). Mol Cancer Ther 9:2689, PMC2954514.'),
  cite('lorz2018', 'Lorz et al. (2018), abstract.'),
  cite(
    'scheuher2023',
    'Scheuher B, Ghusinga KR, McGirr K et al. (2023). J Pharmacokinet Pharmacodyn 51:5.',
    '10.1007/s10928-023-09884-6',
  ),
  cite('singh2017', 'Singh AP, Shah DK (2017). AAPS J 19:1054.'),
  cite('tang2005', 'Tang et al. (2005), abstract.'),
  cite('zhou2024', 'Zhou et al. (2024). Acta Pharmacol Sin 45:1287.', '10.1038/s41401-024-01232-9'),
];

export const assumptions = [
  {
    statement: 'One apparent binding site: the second arm of the antibody is not resolved.',
    because: 'no numeric cross-linking constant is known',
    effect: 'apparent dissociation from cells would be slower at high HER2',
  },
  {
    statement: 'Digestion in the lysosome takes about three and a half hours.',
    because: 'half-life 2 to 6 h is usual for lysosomal proteolysis',
    parameter: 'lysosome.proteolysis',
    value: '0.2 1/h',
    effect: 'early catabolite amounts; little at 24 h and later',
  },
  {
    statement: 'Lys-SMCC-DM1 leaves the lysosome as fast as it crosses a membrane.',
    because: 'no measurement exists; taken as in scheuher2023',
    parameter: 'lysosome.export',
    value: '0.2 1/h',
    effect: 'split between lysosome and cytosol, hence potency',
  },
  {
    statement: 'P-gp and MRP1 are nearly silent in this line.',
    because: 'no kinetic constant is known',
    parameter: 'payload.efflux',
    value: '0.05 1/h',
    effect: 'a larger value raises the half-effect dose',
  },
  {
    statement: 'The cell holds 15 µM tubulin.',
    because: '10 to 25 µM in mammalian cells',
    parameter: 'tubulin.dimers',
    value: '15 µM',
    effect: 'free payload, retention and potency together',
  },
  {
    statement: 'S-methyl-DM1 stands in for Lys-SMCC-DM1 on tubulin.',
    because: 'the catabolite itself was not measured',
    effect: 'scale of the tip occupancy',
  },
  {
    statement: 'Mitosis of an untreated cell lasts 0.7 h.',
    because: '0.5 to 1 h is usual',
    parameter: 'cell_cycle.mit',
    value: '0.7 h',
    effect: 'mitotic index only',
  },
  {
    statement: 'Slipped cells stop for good rather than copy their DNA again.',
    because: 'no rate is known for this line',
    parameter: 'cell_cycle.late_stop',
    value: '0.05 1/h',
    effect: 'DNA-content view after 48 h',
  },
  {
    statement: 'Nutrients and crowding do not limit growth.',
    because: 'wells stay below confluence for 72 h',
    effect: 'growth of the control',
  },
];
