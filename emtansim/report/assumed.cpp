// SPDX-License-Identifier: Apache-2.0
/// The structural assumptions of the mechanisms, in words; docs/methods/ gives the equations.
#include "emtansim/report/assumed.h"

namespace emtansim::report {

namespace {

constexpr ModelAssumption kAssumptions[] = {
    {"medium", "The medium is well mixed and its volume does not change.", "wells are shallow and diffusion is quick",
     "cells in clumps or under a thick layer see less"},
    {"medium", "Payloads leave the antibody independently of each other.",
     "then the mean drug load alone has to be followed, and that is exact",
     "an antibody that loses all its payloads at once"},
    {"binding", "One apparent site for one antigen: both arms of the antibody act together.",
     "no constant of cross-linking is published", "dissociation at low antigen numbers; compare binding_bivalent"},
    {"binding_bivalent", "The second arm finds its antigen anywhere on the surface of the cell.",
     "receptors diffuse faster than they are taken up", "cells whose antigen is clustered"},
    {"trafficking", "Bound and free antigen move alike.", "trastuzumab rides with HER2 and does not move it",
     "antibodies that cluster the antigen are taken up faster"},
    {"lysosome", "Only digestion of the antibody, or cleavage of a cleavable linker, sets payload free.",
     "with a linker that no enzyme cuts, the catabolite keeps linker and lysine", "early catabolite amounts"},
    {"payload", "Membrane passage is first-order and the same in both directions; pumps are far from saturated.",
     "free concentrations are far below those that saturate pumps", "very high doses of free payload"},
    {"lumped_efflux", "All catabolite in the cytosol leaves with one apparent constant and none comes back.",
     "this is how efflux was measured", "dense cultures, and payloads that cross membranes"},
    {"tubulin", "The effect follows the occupancy of microtubule tips, not the load of tubulin.",
     "dynamics are suppressed at loads that leave the polymer intact", "doses that dissolve the microtubules"},
    {"direct", "A free payload without a tubulin model acts by its concentration in the cell.",
     "a target model exists for maytansinoids only", "timing of the effect"},
    {"constant_cells", "The number of cells does not change.", "the experiment is short against the doubling time",
     "dilution of antigen and payload by growth"},
    {"cell_cycle", "All cells of a line see the same occupancy; their fates differ by chance alone.",
     "spread between cells is not resolved", "the slope of dose-response curves"},
    {"cell_cycle", "Nutrients and crowding do not limit growth.", "cultures are read below confluence",
     "long experiments with many cells"},
    {"lysis", "Cells that break up leave what they held behind in the medium.", "membranes open when cells die",
     "what neighbours see late in an experiment"},
};

}  // namespace

std::span<const ModelAssumption> model_assumptions() { return kAssumptions; }

}  // namespace emtansim::report
