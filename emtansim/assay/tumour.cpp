// SPDX-License-Identifier: Apache-2.0
/// What is measured of a tumour: its volume by calipers, what a piece of it holds.
#include <algorithm>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

constexpr std::string_view kVolume = "tumour.volume";

/// The option's unit, refused unless it has the dimension of `usual`.
std::string unit_of(const Request& request, std::string_view key, const std::string& usual) {
  const auto* option = request.option(key);
  if (option == nullptr) return usual;
  const Dimension wanted = parse_unit(usual).dimension;
  if (parse_unit(option->text, option->where).dimension == wanted) return option->text;
  request.refuse(key, "wrong-unit", fmt::format("'{}' is not in {}", key, option->text),
                 fmt::format("it is in {}", to_text(wanted)), fmt::format("write for example \"{}\"", usual));
}

void check(const Request& request) {
  (void)unit_of(request, "volume_unit", "mm3");
  (void)unit_of(request, "unit", "nM");
  if (request.network().find_species(kVolume)) return;
  throw InputError(request.asked().where,
                   {"no-tumour", "the assay 'tumour' finds no tumour", "the experiment has none", "add a [tumour]"});
}

/// A parameter that may carry an agent's name in brackets; nothing where the network has none.
std::optional<double> parameter_of(const View& view, std::string_view name, const std::string& agent) {
  const auto& network = view.source().network();
  auto id = network.find_parameter(fmt::format("{}[{}]", name, agent));
  if (!id) id = network.find_parameter(name);
  return id ? std::optional(view.member().parameters[id->index()]) : std::nullopt;
}

/// Antibody given into the vein up to the time of the view, nmol.
double injected(const View& view, const std::string& agent) {
  const auto& network = view.source().network();
  const auto mass = parameter_of(view, "conjugate.molar_mass", agent);
  const auto weight = parameter_of(view, "host.weight", agent);
  if (!mass || !weight) return 0;
  double amount = 0;
  double rate = 0;  // of the infusion that runs
  double since = 0;
  const auto run_until = [&](double time) {
    amount += rate * (time - since);
    since = time;
  };
  for (const auto& scheduled : view.member().schedule) {
    if (scheduled.time > view.time() + kSameTime) break;
    const std::string& action = network[scheduled.action].name;
    const double per = (action.ends_with(" by mass") ? 1 : *weight) / *mass;
    if (action == "dose " + agent || action == "dose " + agent + " by mass") amount += scheduled.argument * per;
    const bool starts = action == "infuse " + agent || action == "infuse " + agent + " by mass";
    const bool stops = action == "stop infusion of " + agent;
    if (!starts && !stops) continue;
    run_until(scheduled.time);
    rate = starts ? scheduled.argument * per : 0;
  }
  run_until(view.time());
  return amount;
}

/// Share of what was given in a gram of tumour, %ID/g; a tumour weighs a gram for each millilitre.
void add_uptake(const View& view, const std::string& what, double held, double given, Values& values) {
  constexpr double kMillilitresOfLitre = 1e3;
  const double grams = view.species(kVolume) * kMillilitresOfLitre;
  values.push_back(percent(what, "", held / given / grams));
}

void add_contents(const View& view, const Request& request, Values& values) {
  const std::string unit = unit_of(request, "unit", "nM");
  const double volume = view.species(kVolume) * parse_unit(unit).value;
  for (const auto& agent : request.names().agents) {
    if (!agent.has_antibody) continue;
    const bool is_only = request.names().agents.size() == 1;
    const std::string of = is_only ? "" : " of " + agent.name;
    const double antibody = view.observable("tumour.antibody." + agent.name);
    values.push_back({"antibody" + of, "", antibody / volume, unit});
    const double given = injected(view, agent.name);
    if (given > 0) add_uptake(view, "antibody per gram" + of, antibody, given, values);
    if (agent.payload.empty()) continue;
    const std::string what = "total " + agent.payload;
    const double payload = view.observable("tumour.payload.total." + agent.payload);
    if (std::ranges::find(values, what, &Value::quantity) == values.end())
      values.push_back({what, "", payload / volume, unit});
    const auto load = parameter_of(view, "conjugate.dar", agent.name);
    if (given > 0 && load && is_only) add_uptake(view, what + " per gram", payload, given * *load, values);
  }
}

void read(const View& view, const Request& request, std::optional<double> since, Values& values) {
  const std::string unit = unit_of(request, "volume_unit", "mm3");
  const double volume = view.species(kVolume);
  const double start = view.at(*since).species(kVolume);
  values.push_back({"volume", "", volume / parse_unit(unit).value, unit});
  values.push_back({"relative volume", "", volume / start, ""});
  values.push_back(percent("change from start", "", volume / start - 1));
  values.push_back(percent("living share", "", view.observable("tumour.living") / view.observable("tumour.objects")));
  add_contents(view, request, values);
}

}  // namespace

Kind tumour_kind() {
  static constexpr std::string_view kQuantities[] = {"volume",       "relative volume",   "change from start",
                                                     "living share", "antibody",          "antibody per gram",
                                                     "total DM1",    "total DM1 per gram"};
  static constexpr std::string_view kOptions[] = {"volume_unit", "unit"};
  return {.about = {.name = "tumour",
                    .says = "a tumour's volume, and what it holds per volume and, of what was given, per gram",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::start,
          .check = check,
          .read = read};
}

}  // namespace emtansim::assay
