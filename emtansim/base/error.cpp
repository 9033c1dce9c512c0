// SPDX-License-Identifier: Apache-2.0
/// Wording of errors and the end of a broken contract.
#include "emtansim/base/error.h"

#include <cstdio>

namespace emtansim {

std::string to_prefix(const Where& where) {
  if (where.file.empty()) return {};
  if (where.line <= 0) return where.file + ": ";
  return where.file + ":" + std::to_string(where.line) + ": ";
}

std::string to_message(const Where& where, const Complaint& complaint) {
  std::string message = to_prefix(where) + complaint.what;
  if (!complaint.why.empty()) message += " (" + complaint.why + ")";
  if (!complaint.try_this.empty()) message += "; " + complaint.try_this;
  return message;
}

Error::Error(Where where, Complaint complaint)
    : std::runtime_error(to_message(where, complaint)), where_(std::move(where)), complaint_(std::move(complaint)) {}

void contract_violated(const char* kind, const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: %s: %s (a bug in emtansim); please report it\n", file, line, kind, condition);
  std::abort();
}

}  // namespace emtansim
