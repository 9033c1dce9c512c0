// SPDX-License-Identifier: Apache-2.0
/// Errors that point at the user's line, and contracts for programmers.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace emtansim {

/// A place in a user's file. `line` 0 means the file as a whole; an empty file means a command-line argument or code.
struct Where {
  std::string file;
  int line = 0;
};

/// `file:line` (or `file`, or nothing) followed by ": "; for the front of a message.
std::string to_prefix(const Where& where);

/// The parts of a message: "*what* (*why*); *what to try*". `why` and `try_this` may be empty.
struct Complaint {
  std::string code;      ///< stable short name, for tests and documentation, e.g. "unknown-key"
  std::string what;      ///< what is wrong, lower case, no full stop
  std::string why;       ///< why it is a problem
  std::string try_this;  ///< what to try
};

/// One line: `file:line: what (why); try`.
std::string to_message(const Where& where, const Complaint& complaint);

/// Base of everything a user can be told. Never thrown by itself.
class Error : public std::runtime_error {
 public:
  Error(Where where, Complaint complaint);
  [[nodiscard]] const Where& where() const { return where_; }
  [[nodiscard]] const Complaint& complaint() const { return complaint_; }

 private:
  Where where_;
  Complaint complaint_;
};

/// A file or argument is wrong by itself. The command line exits with 2.
class InputError : public Error {
 public:
  using Error::Error;
};

/// Each file is fine, together they contradict. The command line exits with 3.
class ModelError : public Error {
 public:
  using Error::Error;
};

/// The machine refused (disk full, no permission). The command line exits with 4.
class SystemError : public Error {
 public:
  using Error::Error;
};

[[noreturn]] void contract_violated(const char* kind, const char* condition, const char* file, int line);

}  // namespace emtansim

// Contracts are for programmers: a user's file must never reach one. Checked in debug builds only.
#ifndef NDEBUG
#define EMTANSIM_EXPECT(condition) \
  ((condition) ? (void)0 : ::emtansim::contract_violated("expected on entry", #condition, __FILE__, __LINE__))
#define EMTANSIM_ASSERT(condition) \
  ((condition) ? (void)0 : ::emtansim::contract_violated("asserted", #condition, __FILE__, __LINE__))
#define EMTANSIM_ENSURE(condition) \
  ((condition) ? (void)0 : ::emtansim::contract_violated("ensured on exit", #condition, __FILE__, __LINE__))
#else
#define EMTANSIM_EXPECT(condition) static_cast<void>(0)
#define EMTANSIM_ASSERT(condition) static_cast<void>(0)
#define EMTANSIM_ENSURE(condition) static_cast<void>(0)
#endif
