// SPDX-License-Identifier: Apache-2.0
/// Door of `stats`: distributions, summaries, lines, dose-response and growth-rate fits, survival, exposure, designs;
/// functions on columns. Knows nothing of the simulator. Every function is pure and may be called from any thread;
/// problems of the data come back as NaN or as a status with a reason, never as an exception.
#pragma once

#include "emtansim/stats/area.h"
#include "emtansim/stats/designs.h"
#include "emtansim/stats/distributions.h"
#include "emtansim/stats/dose_response.h"
#include "emtansim/stats/fitted_value.h"
#include "emtansim/stats/growth_rate.h"
#include "emtansim/stats/nca.h"
#include "emtansim/stats/quantile_sketch.h"
#include "emtansim/stats/regression.h"
#include "emtansim/stats/running_moments.h"
#include "emtansim/stats/summary.h"
#include "emtansim/stats/survival.h"
