// SPDX-License-Identifier: Apache-2.0
/// The whole document of the report, and the files of a run.
#include "emtansim/report/parts.h"
#include "emtansim/report/population/netcdf.h"
#include "emtansim/report/population/population.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

void add_section(Json& document, const std::string& id, const std::string& title, const std::string& text, Json plots) {
  if (plots.empty()) return;
  document["sections"].push_back({{"id", id}, {"title", title}, {"text", text}, {"plots", std::move(plots)}});
}

void add_sections(const study::Outcome& outcome, Json& document) {
  const std::vector<Case> cases = choose_cases(outcome);
  document["sections"] = Json::array();
  Json effect = Json::array();
  add_dose_response_plots(outcome, effect);
  add_cycle_plots(outcome, cases, effect);
  add_section(document, "effect", "Effect on the cells",
              "What is left of the cells, and in which phase of the cycle they are.", std::move(effect));
  Json tumours = Json::array();
  add_tumour_plots(outcome, tumours);
  add_section(document, "tumours", "Tumours", "Volumes, and what treatments did to them.", std::move(tumours));
  Json readings = Json::array();
  add_exposure_table(outcome, readings);
  add_overlay_plots(outcome, readings);
  add_readout_plots(outcome, cases, readings);
  add_section(document, "readouts", "Readouts", "What the instruments of the experiment show.", std::move(readings));
  Json population = Json::array();
  add_population_plots(outcome, population);
  add_section(document, "population", "The population",
              "How far individuals differ, and what makes them differ: " + population_text(outcome) + ".",
              std::move(population));
  Json section = Json::array();
  add_section_maps(outcome, cases, section);
  add_section(document, "section", "A section through the tissue",
              "How deep antibody and payload get, and which cells are left: by radius and time.", std::move(section));
  Json journey = Json::array();
  add_course_plot(outcome, cases, journey);
  add_fate_plots(outcome, cases, journey);
  add_section(document, "journey", "The way of the payload",
              "Binding, uptake, digestion, release and the target, compartment by compartment.", std::move(journey));
  Json equations = Json::array();
  add_rules_table(outcome, equations);
  add_section(document, "equations", "Named expressions",
              "Rate laws stand with the reactions of the diagram below; they refer to these expressions by name.",
              std::move(equations));
}

}  // namespace

std::string report_json(const study::Outcome& outcome, const catalogue::Catalogue& catalogue,
                        const std::string& command) {
  Json document = {{"format", "emtansim-report"}, {"version", 1}};
  document["meta"] = meta_part(outcome, command);
  document["asked"] = asked_part(outcome, catalogue);
  document["findings"] = findings_part(outcome);
  add_sections(outcome, document);
  document["network"] = network_part(outcome, catalogue);
  document["assumptions"] = assumptions_part(outcome, catalogue);
  document["parameters"] = parameters_part(outcome, catalogue);
  document["references"] = references_part(outcome, catalogue);
  document["mass_balance"] = mass_balance_part(outcome);
  document["solver"] = solver_part(outcome);
  document["failed_members"] = failed_members_part(outcome);
  document["warnings"] = warnings_part(outcome);
  document["provenance"] = provenance_part(outcome, catalogue, command);
  return to_text(document);
}

std::vector<std::string> write_report(const study::Outcome& outcome, const catalogue::Catalogue& catalogue,
                                      const ReportOptions& options) {
  make_folder(options.folder);
  const std::string document = report_json(outcome, catalogue, options.command);
  std::vector<FileContent> files;
  const auto add = [&](const char* name, std::string content) {
    files.push_back({options.folder + "/" + name, std::move(content)});
  };
  add("report.html", render_page(document));
  add("report.json", document + "\n");
  add("readouts.csv", readouts_csv(outcome));
  add("findings.json", findings_json(outcome));
  add("provenance.json", provenance_json(outcome, catalogue, options.command));
  if (options.trajectories == TrajectoryUse::written) add("trajectories.csv", trajectories_csv(outcome));
  std::vector<std::string> paths;
  for (const auto& file : files) paths.push_back(file.path);
  if (outcome.courses) {
    paths.push_back(options.folder + "/trajectories.nc");
    write_netcdf(outcome, catalogue, options.command, paths.back());
  }
  write_files(files);
  return paths;
}

}  // namespace emtansim::report
