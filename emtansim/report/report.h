// SPDX-License-Identifier: Apache-2.0
/// The door of the folder: what becomes of a finished run on paper and screen.
#pragma once

#include "emtansim/report/page.h"
