// SPDX-License-Identifier: Apache-2.0
/// Door of `base`: quantities and dimensions, ids, errors with places, random streams, text. Nothing biological.
#pragma once

#include "emtansim/base/bytes.h"
#include "emtansim/base/data_directory.h"
#include "emtansim/base/error.h"
#include "emtansim/base/file.h"
#include "emtansim/base/id.h"
#include "emtansim/base/quantity.h"
#include "emtansim/base/random.h"
#include "emtansim/base/table.h"
#include "emtansim/base/text.h"
#include "emtansim/base/version.h"
