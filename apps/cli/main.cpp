// SPDX-License-Identifier: Apache-2.0
/// The command `emtansim`: understands what is asked, does it, and turns problems into messages and exit codes.
#include <cstdio>
#include <exception>
#include <string_view>

#include <fmt/format.h>

#include "arguments.h"
#include "emtansim/base/base.h"
#include "exit_codes.h"
#include "help.h"
#include "terminal.h"

namespace {

using namespace emtansim;
using namespace emtansim::cli;

void complain(std::string_view message) {
  std::fflush(stdout);
  std::fputs(fmt::format("emtansim: {}\n", message).c_str(), stderr);
}

int dispatch(const Arguments& arguments) {
  if (arguments.wants_version) {
    print(fmt::format("emtansim {}\n", version()));
    return kAllWell;
  }
  if (arguments.wants_help) {
    print(help_text(arguments.command));
    return kAllWell;
  }
  const Request& request = arguments.request;
  if (arguments.command == "run") return run(request);
  if (arguments.command == "check") return check(request);
  if (arguments.command == "show") return show(request);
  if (arguments.command == "fit") return fit(request);
  if (arguments.command == "validate") return validate(request);
  if (arguments.command == "list") return list(request);
  if (arguments.command == "masses") return masses(request);
  if (arguments.command == "deconvolve") return deconvolve(request);
  if (arguments.command == "benchmark") return benchmark(request);
  if (arguments.command == "quantify") return quantify(request);
  if (arguments.command == "dar") return dar(request);
  if (arguments.command == "completion") return completion(request);
  std::fputs(help_text("").c_str(), stderr);
  return kWrongInput;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int code = dispatch(parse_arguments(argc, argv));
    finish_output();
    return code;
  } catch (const InputError& error) {
    complain(error.what());
    return kWrongInput;
  } catch (const ModelError& error) {
    complain(error.what());
    return kContradiction;
  } catch (const SystemError& error) {
    complain(error.what());
    return kMachineRefused;
  } catch (const std::bad_alloc&) {
    complain("not enough memory (fewer members, doses or times need less)");
    return kMachineRefused;
  } catch (const std::exception& error) {
    complain(fmt::format("a fault of emtansim: {}; please report it with the experiment file", error.what()));
    return kFault;
  }
}
