// SPDX-License-Identifier: Apache-2.0
/// Door of `catalogue`: published parameters with value, unit, spread, range and source; cell lines, variants
/// and agents as data; the references they cite; and the choice of the entry that fits.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/base.h"

namespace emtansim::catalogue {

/// Log-normal spread of a published value; `log_sd` 0 where none was given.
struct Spread {
  double log_sd = 0;    ///< standard deviation of ln(value)
  std::string between;  ///< laboratories | cells | experiments | patients | animals
  std::string text;     ///< for people: "log-normal, factor 3 at 95 %, between laboratories"
};

/// Key in references.bib and the place in it ("table S2a"); an empty key for what is assumed.
struct Source {
  std::string key;
  std::string place;
  std::vector<Source> also;  ///< further sources of the same entry
};

enum class Obtained { measured, fitted, derived, assumed };
std::string_view to_text(Obtained obtained);

/// One published entry. Several may share a name; `Catalogue::pick` finds the one that fits.
struct Parameter {
  std::string name;    ///< "trafficking.k_rec"
  std::string symbol;  ///< "k_rec"
  std::string says;    ///< one phrase for people
  Quantity value;
  std::string written;        ///< the value as it stands in the file: "1.33 1/h"
  std::string unit;           ///< its unit as written: "1/h"; empty for a pure number
  std::optional<double> low;  ///< published or plausible range, internal units
  std::optional<double> high;
  Spread spread;
  std::map<std::string, std::vector<std::string>, std::less<>> applies;  ///< see `Context`; canonical names
  std::string set;  ///< counts only when an experiment asks for this set
  Source source;
  Obtained obtained = Obtained::assumed;
  std::string provenance;  ///< read | via X | digitised | derived | unverified; may be empty
  std::string formula;     ///< how a derived value was computed
  std::string note;        ///< why this value
  Where where;
};

/// What one parameter becomes in a variant: `factor` times as much, or `value`. Exactly one is set.
struct Change {
  std::string parameter;
  std::optional<double> factor;
  std::optional<Quantity> value;
  std::string unit;  ///< of `value`, as written
  Where where;
};

/// An overlay on a cell line: "SLC46A3 loss".
struct Variant {
  std::string name;
  std::vector<std::string> aliases;
  std::string says;
  std::vector<Change> changes;
  Source source;
  Obtained obtained = Obtained::assumed;
  std::string provenance;
  std::string note;
  Where where;
};

/// A cell line. Its numbers are parameters with `applies.system`.
struct System {
  std::string name;
  std::vector<std::string> aliases;
  std::string says;
  std::map<std::string, std::string, std::less<>> facts;  ///< "tissue", "ihc" and others, as written
  std::vector<Variant> variants;                          ///< of this line alone
  Where where;
};

/// Shares of the molecules that carry 0, 1, 2, ... payloads; they sum to 1. Empty for a free payload.
struct DrugLoad {
  std::vector<double> fractions;
  Source source;
  Obtained obtained = Obtained::assumed;
  std::string provenance;
  std::string formula;
  std::string note;
  Where where;

  [[nodiscard]] double mean() const;  ///< payloads per molecule (DAR); 0 when empty
};

enum class AgentKind { conjugate, antibody, payload };
std::string_view to_text(AgentKind kind);

/// An agent that can be given: a conjugate, a naked antibody or a free payload. Its numbers are parameters
/// with `applies.conjugate`. Names are empty where there is no such part.
struct ConjugateEntry {
  std::string name;
  std::vector<std::string> aliases;
  std::string says;
  AgentKind kind = AgentKind::conjugate;
  std::string antibody;
  std::string antigen;
  std::string linker;
  std::string payload;
  std::string catabolite;  ///< what digestion in the lysosome releases
  std::string released;    ///< what deconjugation in the medium releases
  DrugLoad drug_load;
  std::map<std::string, std::string, std::less<>> facts;  ///< other texts, as written
  Where where;
};

/// An entry of references.bib.
struct Reference {
  std::string key;
  std::string type;                  ///< "article", "misc", ...
  std::vector<std::string> authors;  ///< "Family, Given" or as written
  std::string title;
  std::string journal;
  std::string year;
  std::string volume;
  std::string pages;
  std::string doi;
  std::string url;
  std::map<std::string, std::string, std::less<>> fields;  ///< all fields, plain text, by lower-case name
  std::string citation;                                    ///< formatted for a list of references
  Where where;
};

/// What an entry must fit. Keys of `facts`: antigen, antibody, payload, linker, conjugate, system,
/// population, host.
struct Context {
  std::map<std::string, std::string, std::less<>> facts;
  std::vector<std::string> sets;  ///< named sets that the experiment asks for
};

/// The entry that fits, and what a reader of the report wants to know about the choice.
struct Choice {
  const Parameter* entry = nullptr;
  std::string why;                       ///< "the only entry", "fits system SK-BR-3 (2 others)", ...
  std::vector<const Parameter*> others;  ///< more general ones, and those of sets not asked for
};

/// A file that was read, for provenance.
struct ReadFile {
  std::string path;
  std::string sha256;
};

/// Everything published that we know. A value; pointers that its functions return point into it and live as
/// long as it is neither changed nor moved from. Constant functions may be called from any thread.
class Catalogue {
 public:
  /// The parts, as a reader or a test gathered them. Names must be unique (the reader checks).
  struct Parts {
    std::vector<Parameter> parameters;
    std::vector<System> systems;
    std::vector<Variant> variants;  ///< for every cell line
    std::vector<ConjugateEntry> agents;
    std::vector<Reference> references;
    std::vector<ReadFile> files;
  };
  Catalogue() = default;
  explicit Catalogue(Parts parts);

  /// The entry called `name` whose `applies` all match: those of an asked set first, then the one with most
  /// keys. Throws ModelError "no-parameter" (nothing fits) or "ambiguous-parameter" (a tie; names both
  /// places).
  [[nodiscard]] Choice pick(std::string_view name, const Context& context) const;
  /// As `pick`, but nothing fitting gives a Choice without entry.
  [[nodiscard]] Choice pick_if_any(std::string_view name, const Context& context) const;

  /// By name or alias, whatever the case and punctuation ("skbr3"). Each throws InputError "unknown-..." at
  /// `asked_at` with a suggestion.
  [[nodiscard]] const System& find_system(std::string_view name, const Where& asked_at) const;
  [[nodiscard]] const ConjugateEntry& find_agent(std::string_view name, const Where& asked_at) const;
  /// A variant of `system` itself, else one for every line.
  [[nodiscard]] const Variant& find_variant(const System& system, std::string_view name, const Where& asked_at) const;

  /// Throws InputError "unknown-parameter" or "unknown-set", with a suggestion, unless an entry has that name
  /// or set.
  void expect_parameter(std::string_view name, const Where& asked_at) const;
  void expect_set(std::string_view set, const Where& asked_at) const;

  /// All entries of that name; none if it is unknown.
  [[nodiscard]] std::vector<const Parameter*> entries(std::string_view name) const;
  /// Nothing when the key is not in references.bib.
  [[nodiscard]] const Reference* find_reference(std::string_view key) const;

  // In the order of the files (sorted by name) and lines.
  [[nodiscard]] std::span<const Parameter> parameters() const { return parts_.parameters; }
  [[nodiscard]] std::span<const System> systems() const { return parts_.systems; }
  [[nodiscard]] std::span<const Variant> variants() const { return parts_.variants; }
  [[nodiscard]] std::span<const ConjugateEntry> agents() const { return parts_.agents; }
  [[nodiscard]] std::span<const Reference> references() const { return parts_.references; }
  [[nodiscard]] std::span<const ReadFile> files() const { return parts_.files; }
  /// Names of the sets that entries belong to, sorted.
  [[nodiscard]] std::vector<std::string> sets() const;

 private:
  Parts parts_;
  std::multimap<std::string, std::size_t, std::less<>> by_name_;  // parameters
};

/// A file in memory.
struct SourceText {
  std::string path;
  std::string text;
};

/// Reads parameters/*.toml, systems/*.toml, conjugates/*.toml, variants.toml and references.bib; the last folder of a
/// path says which it is. Throws InputError at the first entry that is incomplete, contradicts itself or cites what is
/// not there.
Catalogue parse_catalogue(std::span<const SourceText> files);

/// The same for the files of a folder. Throws InputError "unreadable-folder" or "unreadable-file" as well.
Catalogue read_catalogue(const std::string& data_folder);

}  // namespace emtansim::catalogue
