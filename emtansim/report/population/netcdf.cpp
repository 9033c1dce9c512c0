// SPDX-License-Identifier: Apache-2.0
/// The trajectories of a population as NetCDF-4: the only source that knows its library.
#include "emtansim/report/population/netcdf.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <limits>

#include <fmt/format.h>
#include <netcdf.h>

#include "emtansim/report/parts.h"

namespace emtansim::report {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Numbers of 8 bytes in a block that is read, written and later fetched at once.
constexpr std::size_t kBlock = 131'072;

[[noreturn]] void refuse_to_write(const std::string& path, const std::string& why) {
  throw SystemError({path, 0}, {"cannot-write", "cannot write the file", why,
                                "check the free space and the permissions of the folder"});
}

/// A file that is being made, under a temporary name until it is whole.
class NetcdfFile {
 public:
  explicit NetcdfFile(std::string path) : path_(std::move(path)), temporary_(path_ + ".tmp") {
    expect(nc_create(temporary_.c_str(), NC_NETCDF4 | NC_CLOBBER, &id_));
  }
  NetcdfFile(const NetcdfFile&) = delete;
  NetcdfFile& operator=(const NetcdfFile&) = delete;
  ~NetcdfFile() {
    if (is_done_) return;
    nc_abort(id_);
    std::remove(temporary_.c_str());
  }

  int dimension(const char* name, std::size_t size) {
    int dimension = 0;
    expect(nc_def_dim(id_, name, size, &dimension));
    return dimension;
  }
  int variable(const char* name, nc_type type, const std::vector<int>& dimensions, const std::string& means,
               const std::string& unit = {}) {
    int variable = 0;
    expect(nc_def_var(id_, name, type, static_cast<int>(dimensions.size()), dimensions.data(), &variable));
    attribute(variable, "long_name", means);
    if (!unit.empty()) attribute(variable, "units", unit);
    if (type == NC_DOUBLE) expect(nc_def_var_fill(id_, variable, NC_FILL, &kNaN));
    return variable;
  }
  void chunk(int variable, const std::vector<std::size_t>& sizes) {
    expect(nc_def_var_chunking(id_, variable, NC_CHUNKED, sizes.data()));
  }
  void attribute(int variable, const char* name, const std::string& text) {
    expect(nc_put_att_text(id_, variable, name, text.size(), text.data()));
  }
  void attribute(int variable, const char* name, double value) {
    expect(nc_put_att_double(id_, variable, name, NC_DOUBLE, 1, &value));
  }
  void attribute(int variable, const char* name, std::uint64_t value) {
    const unsigned long long number = value;
    expect(nc_put_att_ulonglong(id_, variable, name, NC_UINT64, 1, &number));
  }
  void end_definitions() { expect(nc_enddef(id_)); }

  void put(int variable, const std::vector<std::string>& texts) {
    std::vector<const char*> pointers;
    for (const auto& text : texts) pointers.push_back(text.c_str());
    expect(nc_put_var_string(id_, variable, pointers.data()));
  }
  void put(int variable, const std::vector<double>& values) { expect(nc_put_var_double(id_, variable, values.data())); }
  void put(int variable, const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
           const double* values) {
    expect(nc_put_vara_double(id_, variable, start.data(), count.data(), values));
  }
  void put(int variable, std::size_t start, const std::vector<std::int64_t>& values) {
    const std::vector<long long> numbers(values.begin(), values.end());
    const std::size_t count = numbers.size();
    expect(nc_put_vara_longlong(id_, variable, &start, &count, numbers.data()));
  }

  void finish() {
    is_done_ = true;
    const int problem = nc_close(id_);
    if (problem == NC_NOERR && std::rename(temporary_.c_str(), path_.c_str()) == 0) return;
    std::remove(temporary_.c_str());
    refuse_to_write(path_, problem == NC_NOERR ? "it cannot take its name" : nc_strerror(problem));
  }

 private:
  void expect(int problem) {
    if (problem != NC_NOERR) refuse_to_write(path_, nc_strerror(problem));
  }

  std::string path_, temporary_;
  int id_ = 0;
  bool is_done_ = false;
};

/// Names and units of a table's rows.
struct Labels {
  std::vector<std::string> names, units;
};

Labels columns_of(const network::Network& network) {
  Labels labels;
  for (const auto& species : network.species()) {
    labels.names.push_back(species.name);
    labels.units.push_back(to_text(species.dimension));
  }
  for (const auto& observable : network.observables()) {
    labels.names.push_back(observable.name);
    labels.units.push_back(to_text(observable.value.dimension()));
  }
  return labels;
}

Labels parameters_of(const network::Network& network) {
  Labels labels;
  for (const auto& row : network.parameters()) {
    labels.names.push_back(row.name);
    labels.units.push_back(to_text(row.dimension));
  }
  return labels;
}

void describe_run(NetcdfFile& file, const study::Outcome& outcome, const catalogue::Catalogue& catalogue,
                  const std::string& command) {
  const auto& experiment = outcome.experiment;
  const auto add = [&file](const char* name, const std::string& text) {
    if (!text.empty()) file.attribute(NC_GLOBAL, name, text);
  };
  add("title", experiment.title);
  add("source", fmt::format("emtansim {}, {}", version(), commit()));
  add("command", command);
  add("experiment", fmt::format("{} sha256 {}", experiment.file, sha256(experiment.text)));
  std::string data;
  for (const auto& read : catalogue.files())
    data += fmt::format("{} sha256 {}\n", path_text(read.path, catalogue), read.sha256);
  add("data", data);
  file.attribute(NC_GLOBAL, "seed", std::uint64_t{experiment.population.seed});
  file.attribute(NC_GLOBAL, "relative_tolerance", outcome.options.relative);
  file.attribute(NC_GLOBAL, "absolute_tolerance", outcome.options.absolute);
  std::string references;
  for (const auto& key : cited_keys(outcome))
    if (const auto* reference = catalogue.find_reference(key)) references += reference->citation + "\n";
  add("references", references);
  add("comment", "Research use only. Not for diagnosis or treatment.");
}

/// Reads the records that the run kept, a block of individuals at a time.
class Records {
 public:
  Records(const std::string& path, std::size_t record)
      : path_(path), record_(record), file_(std::fopen(path.c_str(), "rb")) {
    if (file_ == nullptr) refuse();
  }
  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;
  ~Records() { std::fclose(file_); }

  void read(std::vector<double>& values, std::size_t individuals) {
    values.resize(individuals * record_);
    if (std::fread(values.data(), sizeof(double), values.size(), file_) != values.size()) refuse();
  }

 private:
  [[noreturn]] void refuse() const {
    throw SystemError({path_, 0}, {"unreadable-file", "cannot read the kept trajectories", "", "run again"});
  }

  const std::string& path_;
  std::size_t record_;
  std::FILE* file_;
};

class Writer {
 public:
  Writer(const study::Outcome& outcome, const std::string& path)
      : outcome_(outcome),
        kept_(*outcome.courses),
        file_(path),
        individuals_(outcome.population->individuals),
        members_(outcome.ensemble.members.size()),
        columns_(columns_of(outcome.model.network)),
        parameters_(parameters_of(outcome.model.network)),
        readings_(outcome.population->reading_count),
        dose_unit_(experiment::dose_unit(outcome.experiment)) {}

  void write(const catalogue::Catalogue& catalogue, const std::string& command) {
    describe_run(file_, outcome_, catalogue, command);
    define();
    file_.end_definitions();
    put_labels();
    put_individuals();
    file_.finish();
  }

 private:
  void define() {
    const int individual = file_.dimension("individual", individuals_);
    const int member = file_.dimension("member", individuals_ * members_);
    const int time = file_.dimension("time", kept_.times.size());
    const int column = file_.dimension("column", columns_.names.size());
    const int parameter = file_.dimension("parameter", parameters_.names.size());
    const int reading = file_.dimension("reading", readings_);
    time_ = file_.variable("time", NC_DOUBLE, {time}, "time after the start", "h");
    column_name_ = file_.variable("column_name", NC_STRING, {column}, "species and observables");
    column_unit_ = file_.variable("column_unit", NC_STRING, {column}, "unit of each column");
    parameter_name_ = file_.variable("parameter_name", NC_STRING, {parameter}, "parameters");
    parameter_unit_ = file_.variable("parameter_unit", NC_STRING, {parameter}, "unit of each parameter");
    reading_name_ = file_.variable("reading_name", NC_STRING, {reading}, "readout, quantity, cells, arm");
    reading_unit_ = file_.variable("reading_unit", NC_STRING, {reading}, "unit of each reading");
    reading_dose_ = file_.variable("reading_dose", NC_DOUBLE, {reading}, "leading dose of the arm", dose_unit_);
    reading_time_ = file_.variable("reading_time", NC_DOUBLE, {reading}, "time of the reading", "h");
    of_individual_ = file_.variable("member_individual", NC_INT64, {member}, "individual of each member, from 1");
    arm_ = file_.variable("member_arm", NC_STRING, {member}, "arm of each member");
    dose_ = file_.variable("member_dose", NC_DOUBLE, {member}, "leading dose of each member", dose_unit_);
    finished_ = file_.variable("member_finished", NC_INT64, {member}, "1 where the member could be integrated, else 0");
    values_ = file_.variable("trajectories", NC_DOUBLE, {member, time, column},
                             "amounts and observables of each member; units in column_unit, missing where it failed");
    drawn_ = file_.variable("parameters", NC_DOUBLE, {individual, parameter},
                            "parameters of each individual; units in parameter_unit");
    read_ = file_.variable("readings", NC_DOUBLE, {individual, reading},
                           "what the assays show without noise; units in reading_unit, missing where there is nothing");
    const std::size_t of_one = kept_.times.size() * columns_.names.size();
    file_.chunk(values_, {std::clamp<std::size_t>(kBlock / of_one, 1, individuals_ * members_), kept_.times.size(),
                          columns_.names.size()});
  }

  void put_labels() {
    file_.put(time_, kept_.times);
    file_.put(column_name_, columns_.names);
    file_.put(column_unit_, columns_.units);
    file_.put(parameter_name_, parameters_.names);
    file_.put(parameter_unit_, parameters_.units);
    std::vector<std::string> names, units;
    std::vector<double> doses, times;
    for (const auto& series : outcome_.population->series) {
      for (const double time : series.times) {
        names.push_back(fmt::format("{}, {}{}, {}", series.readout, series.quantity,
                                    series.population.empty() ? "" : ", " + series.population, series.arm));
        units.push_back(series.unit);
        doses.push_back(series.dose);
        times.push_back(time);
      }
    }
    file_.put(reading_name_, names);
    file_.put(reading_unit_, units);
    file_.put(reading_dose_, doses);
    file_.put(reading_time_, times);
    put_members();
  }

  void put_members() {
    std::vector<std::int64_t> numbers;
    std::vector<std::string> arms;
    std::vector<double> doses;
    for (std::size_t i = 1; i <= individuals_; ++i) {
      for (const auto& member : outcome_.ensemble.members) {
        numbers.push_back(static_cast<std::int64_t>(i));
        arms.push_back(member.arm);
        doses.push_back(member.dose);
      }
    }
    file_.put(of_individual_, 0, numbers);
    file_.put(arm_, arms);
    file_.put(dose_, doses);
  }

  void put_individuals() {
    const std::size_t course = members_ * kept_.times.size() * columns_.names.size();
    const std::size_t record = parameters_.names.size() + members_ + readings_ + course;
    Records records(kept_.file, record);
    const std::size_t at_once = std::max<std::size_t>(kBlock / record, 1);
    std::vector<double> block;
    for (std::size_t first = 0; first < individuals_; first += at_once) {
      const std::size_t count = std::min(at_once, individuals_ - first);
      records.read(block, count);
      for (std::size_t i = 0; i < count; ++i) put_individual(first + i, block.data() + i * record);
    }
  }

  void put_individual(std::size_t i, const double* record) {
    file_.put(drawn_, {i, 0}, {1, parameters_.names.size()}, record);
    record += parameters_.names.size();
    std::vector<std::int64_t> finished;
    for (std::size_t m = 0; m < members_; ++m) finished.push_back(record[m] != 0 ? 1 : 0);
    file_.put(finished_, i * members_, finished);
    record += members_;
    file_.put(read_, {i, 0}, {1, readings_}, record);
    record += readings_;
    file_.put(values_, {i * members_, 0, 0}, {members_, kept_.times.size(), columns_.names.size()}, record);
  }

  const study::Outcome& outcome_;
  const study::KeptCourses& kept_;
  NetcdfFile file_;
  std::size_t individuals_, members_;
  Labels columns_, parameters_;
  std::size_t readings_;
  std::string dose_unit_;
  int time_ = 0, column_name_ = 0, column_unit_ = 0, parameter_name_ = 0, parameter_unit_ = 0;
  int reading_name_ = 0, reading_unit_ = 0, reading_dose_ = 0, reading_time_ = 0;
  int of_individual_ = 0, arm_ = 0, dose_ = 0, finished_ = 0, values_ = 0, drawn_ = 0, read_ = 0;
};

}  // namespace

void write_netcdf(const study::Outcome& outcome, const catalogue::Catalogue& catalogue, const std::string& command,
                  const std::string& path) {
  Writer(outcome, path).write(catalogue, command);
}

}  // namespace emtansim::report
