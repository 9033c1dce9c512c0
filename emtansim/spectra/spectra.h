// SPDX-License-Identifier: Apache-2.0
/// Door of `spectra`: reading what mass spectrometers write, preparing it, and folding charges to masses. Knows nothing
/// of the simulator. Functions are pure but for the files they read, and may be called from any thread.
#pragma once

#include "emtansim/spectra/broad_peak.h"
#include "emtansim/spectra/calibration_line.h"
#include "emtansim/spectra/chromatogram_peaks.h"
#include "emtansim/spectra/composition.h"
#include "emtansim/spectra/composition_ladder.h"
#include "emtansim/spectra/deconvolution.h"
#include "emtansim/spectra/load_methods.h"
#include "emtansim/spectra/load_tables.h"
#include "emtansim/spectra/lots.h"
#include "emtansim/spectra/maldi_load.h"
#include "emtansim/spectra/processing.h"
#include "emtansim/spectra/quantify.h"
#include "emtansim/spectra/quantify_method.h"
#include "emtansim/spectra/read.h"
#include "emtansim/spectra/spectrum.h"
#include "emtansim/spectra/synthesis.h"
