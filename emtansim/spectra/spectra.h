// SPDX-License-Identifier: Apache-2.0
/// Door of `spectra`: reading what mass spectrometers write, preparing it, and folding charges to masses. Knows nothing
/// of the simulator. Functions are pure but for the files they read, and may be called from any thread.
#pragma once

#include "emtansim/spectra/chromatograms/calibration_line.h"
#include "emtansim/spectra/chromatograms/chromatogram_peaks.h"
#include "emtansim/spectra/chromatograms/quantify.h"
#include "emtansim/spectra/chromatograms/quantify_method.h"
#include "emtansim/spectra/composition.h"
#include "emtansim/spectra/composition/ladder.h"
#include "emtansim/spectra/deconvolution.h"
#include "emtansim/spectra/loads/broad_peak.h"
#include "emtansim/spectra/loads/load_methods.h"
#include "emtansim/spectra/loads/load_tables.h"
#include "emtansim/spectra/loads/lots.h"
#include "emtansim/spectra/loads/maldi_load.h"
#include "emtansim/spectra/processing.h"
#include "emtansim/spectra/read.h"
#include "emtansim/spectra/spectrum.h"
#include "emtansim/spectra/synthesis.h"
