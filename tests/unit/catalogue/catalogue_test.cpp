// SPDX-License-Identifier: Apache-2.0
/// Tests of the catalogue: which entry is chosen and why, names and aliases, and what an entry means.
#include "emtansim/catalogue/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace emtansim::catalogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string entry(const std::string& value, const std::string& more = "") {
  return "[[parameter]]\nname = \"a.k\"\nsays = \"x\"\nvalue = \"" + value +
         "\"\nobtained = \"assumed\"\nnote = \"n\"\n" + more + "\n";
}

Catalogue of_parameters(const std::string& text) {
  const std::vector<SourceText> files = {{"data/parameters/a.toml", text}};
  return parse_catalogue(files);
}

const std::string kThree = entry("1 1/h") + entry("2 1/h", "applies = { antigen = [\"HER2\", \"TROP2\"] }") +
                           entry("3 1/h", "applies = { antigen = \"HER2\", antibody = \"trastuzumab\" }") +
                           entry("4 1/h", "set = \"old\"");

TEST(Pick, the_entry_with_most_keys_wins) {
  const Catalogue catalogue = of_parameters(kThree);
  const auto value = [&](Context context) { return catalogue.pick("a.k", context).entry->value.value; };
  EXPECT_EQ(value({}), 1);
  EXPECT_EQ(value({.facts = {{"antigen", "TROP2"}}}), 2);
  EXPECT_EQ(value({.facts = {{"antigen", "her-2"}, {"antibody", "trastuzumab"}}}), 3)
      << "names compare without punctuation";
  EXPECT_EQ(value({.facts = {{"antigen", "EGFR"}}}), 1);
}

TEST(Pick, an_asked_set_wins_over_more_keys) {
  const Catalogue catalogue = of_parameters(kThree);
  const Context context{.facts = {{"antigen", "HER2"}, {"antibody", "trastuzumab"}}, .sets = {"old"}};
  const Choice choice = catalogue.pick("a.k", context);
  EXPECT_EQ(choice.entry->value.value, 4);
  EXPECT_EQ(choice.why, "of the set old; 3 others");
  EXPECT_EQ(choice.others.size(), 3U);
}

TEST(Pick, says_why_and_names_what_else_would_fit) {
  const Catalogue catalogue = of_parameters(kThree);
  const Choice choice = catalogue.pick("a.k", {.facts = {{"antigen", "TROP2"}}});
  EXPECT_EQ(choice.why, "fits antigen TROP2; 2 others");
  EXPECT_EQ(choice.others.size(), 2U) << "the general one and the one of the set, not that of another antibody";
}

TEST(Pick, nothing_that_fits_is_an_error) {
  const Catalogue catalogue = of_parameters(entry("1 1/h", "applies = { antigen = \"HER2\" }"));
  try {
    static_cast<void>(catalogue.pick("a.k", {.facts = {{"antigen", "EGFR"}}}));
    FAIL() << "a silent default";
  } catch (const ModelError& error) {
    EXPECT_EQ(error.complaint().code, "no-parameter");
    EXPECT_THAT(error.what(), HasSubstr("data/parameters/a.toml:1"));
  }
  EXPECT_EQ(catalogue.pick_if_any("a.k", {}).entry, nullptr);
  EXPECT_EQ(catalogue.pick_if_any("a.unknown", {}).entry, nullptr);
}

TEST(Pick, a_tie_names_both_places) {
  const Catalogue catalogue = of_parameters(entry("1 1/h", "applies = { antigen = \"HER2\" }") +
                                            entry("2 1/h", "applies = { antibody = \"x\" }"));
  try {
    static_cast<void>(catalogue.pick("a.k", {.facts = {{"antigen", "HER2"}, {"antibody", "x"}}}));
    FAIL() << "a tie was broken silently";
  } catch (const ModelError& error) {
    EXPECT_EQ(error.complaint().code, "ambiguous-parameter");
    EXPECT_EQ(error.where().line, 1);
    EXPECT_THAT(error.what(), HasSubstr("data/parameters/a.toml:8"));
  }
}

TEST(Pick, a_tie_below_the_best_does_not_matter) {
  const Catalogue catalogue = of_parameters(entry("1 1/h", "applies = { antigen = \"HER2\" }") +
                                            entry("2 1/h", "applies = { antibody = \"x\" }") +
                                            entry("3 1/h", "applies = { antigen = \"HER2\", antibody = \"x\" }"));
  EXPECT_EQ(catalogue.pick("a.k", {.facts = {{"antigen", "HER2"}, {"antibody", "x"}}}).entry->value.value, 3);
}

TEST(Parameter, keeps_what_was_written_and_converts_the_rest) {
  const Catalogue catalogue =
      of_parameters(entry("4.27e-5 1/s", "range = [\"6e-6 1/s\", \"3e-4 1/s\"]\nprovenance = \"via X\""));
  const Parameter& parameter = catalogue.parameters()[0];
  EXPECT_EQ(parameter.written, "4.27e-5 1/s");
  EXPECT_EQ(parameter.unit, "1/s");
  EXPECT_NEAR(parameter.value.value, 4.27e-5 * 3600, 1e-12);
  EXPECT_NEAR(parameter.low.value(), 6e-6 * 3600, 1e-12);
  EXPECT_EQ(parameter.where.line, 1);
  EXPECT_EQ(parameter.provenance, "via X");
  EXPECT_EQ(to_text(parameter.obtained), "assumed");
}

TEST(Parameter, spreads_become_the_deviation_of_the_logarithm) {
  const auto spread = [](const std::string& width) {
    return of_parameters(entry("1 1/h", "spread = { kind = \"lognormal\", " + width + ", between = \"cells\" }"))
        .parameters()[0]
        .spread;
  };
  EXPECT_NEAR(spread("factor95 = 3").log_sd, std::log(3.0) / 2, 1e-15);
  EXPECT_NEAR(spread("cv = 0.3").log_sd, std::sqrt(std::log(1 + 0.09)), 1e-15);
  EXPECT_EQ(spread("cv = 0.3").text, "log-normal, cv 0.3, between cells");
}

const std::vector<SourceText> kWhole = {
    {"data/parameters/a.toml", entry("1 1/h", "applies = { system = \"SKBR3\" }")},
    {"data/systems/sk-br-3.toml",
     "name = \"SK-BR-3\"\naliases = [\"SKBR3\", \"HTB-30\"]\ntissue = \"breast\"\nihc = \"3+\"\n"
     "[[parameter]]\nname = \"system.n\"\nsays = \"x\"\nvalue = \"1 cell\"\nobtained = \"assumed\"\nnote = \"n\"\n"
     "[[variant]]\nname = \"loss\"\nsays = \"own\"\nobtained = \"assumed\"\nnote = \"n\"\n"
     "[[variant.change]]\nparameter = \"a.k\"\nfactor = 0.1\n"},
    {"data/variants.toml",
     "[[variant]]\nname = \"loss\"\nsays = \"general\"\nobtained = \"measured\"\nsource = \"key2004; b2005, figure "
     "2\"\n"
     "[[variant.change]]\nparameter = \"a.k\"\nvalue = \"2 1/h\"\n"
     "[[variant]]\nname = \"gain\"\nsays = \"general\"\nobtained = \"assumed\"\nnote = \"n\"\n"
     "[[variant.change]]\nparameter = \"a.k\"\nfactor = 2\n"},
    {"data/conjugates/dm1.toml", "name = \"DM1\"\naliases = [\"mertansine\"]\nkind = \"payload\"\npayload = \"DM1\"\n"},
    {"data/conjugates/x.toml",
     "name = \"X\"\nkind = \"conjugate\"\nantibody = \"t\"\nantigen = \"HER2\"\nlinker = \"l\"\npayload = \"p\"\n"
     "catabolite = \"c\"\n[drug_load]\nfractions = [0.25, 0.25, 0.5]\nobtained = \"assumed\"\nnote = \"n\"\n"},
    {"data/references.bib",
     "@article{key2004,\n author = {Key, Ann and M{\\\"u}ller, Hans-Peter and Three, C and Four, D},\n title = {A "
     "{HER2} paper},\n"
     " journal = {J Test}, volume = 1, pages = {2--3}, year = 2004, doi = {10.1/x}\n}\n@misc{b2005, title = \"B\", "
     "year = 2005, author = {Zoé, Élodié Ana}}\n"},
};

TEST(Names, are_found_by_alias_whatever_the_punctuation) {
  const Catalogue catalogue = parse_catalogue(kWhole);
  EXPECT_EQ(catalogue.find_system("sk br 3", {}).name, "SK-BR-3");
  EXPECT_EQ(catalogue.find_system("htb30", {}).name, "SK-BR-3");
  EXPECT_EQ(catalogue.find_agent("Mertansine", {}).kind, AgentKind::payload);
}

TEST(Names, unknown_ones_are_refused_where_they_were_asked_with_a_suggestion) {
  const Catalogue catalogue = parse_catalogue(kWhole);
  const Where asked{"exp.toml", 3};
  const auto message = [&](auto find) {
    try {
      find();
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("found");
  };
  EXPECT_EQ(message([&] { static_cast<void>(catalogue.find_system("SK-BR-4", asked)); }),
            "exp.toml:3: no cell line is called 'SK-BR-4'; did you mean 'SK-BR-3'?");
  EXPECT_EQ(message([&] { static_cast<void>(catalogue.find_agent("mertansin", asked)); }),
            "exp.toml:3: no agent is called 'mertansin'; did you mean 'mertansine'?");
  EXPECT_EQ(message([&] { static_cast<void>(catalogue.find_variant(catalogue.systems()[0], "gian", asked)); }),
            "exp.toml:3: no variant of SK-BR-3 is called 'gian'; did you mean 'gain'?");
  EXPECT_EQ(message([&] { catalogue.expect_parameter("a.kk", asked); }),
            "exp.toml:3: no parameter is called 'a.kk'; did you mean 'a.k'?");
  EXPECT_EQ(message([&] { catalogue.expect_set("old", asked); }),
            "exp.toml:3: no parameter set is called 'old'; 'emtansim list sets' names them all");
  EXPECT_EQ(message([&] { catalogue.expect_parameter("system.n", asked); }), "found");
}

TEST(Names, a_line_has_its_own_variant_before_the_general_one) {
  const Catalogue catalogue = parse_catalogue(kWhole);
  const System& system = catalogue.find_system("SK-BR-3", {});
  EXPECT_EQ(catalogue.find_variant(system, "loss", {}).says, "own");
  EXPECT_EQ(catalogue.find_variant(system, "gain", {}).says, "general");
}

TEST(Whole, a_system_implies_what_its_parameters_apply_to) {
  const Catalogue catalogue = parse_catalogue(kWhole);
  EXPECT_THAT(catalogue.entries("system.n")[0]->applies.at("system"), ElementsAre("SK-BR-3"));
  EXPECT_THAT(catalogue.entries("a.k")[0]->applies.at("system"), ElementsAre("SK-BR-3")) << "an alias becomes the name";
  EXPECT_EQ(catalogue.find_system("SK-BR-3", {}).facts.at("ihc"), "3+");
}

TEST(Whole, drug_load_has_a_mean) {
  const Catalogue catalogue = parse_catalogue(kWhole);
  EXPECT_DOUBLE_EQ(catalogue.find_agent("X", {}).drug_load.mean(), 0.25 * 1 + 0.5 * 2);
  EXPECT_DOUBLE_EQ(catalogue.find_agent("DM1", {}).drug_load.mean(), 0);
}

TEST(Whole, sources_may_be_several_and_files_are_hashed) {
  const Catalogue catalogue = parse_catalogue(kWhole);
  const Source& source = catalogue.variants()[0].source;
  EXPECT_EQ(source.key, "key2004");
  EXPECT_EQ(source.also.at(0).key, "b2005");
  EXPECT_EQ(source.also.at(0).place, "figure 2");
  ASSERT_EQ(catalogue.files().size(), kWhole.size());
  EXPECT_EQ(catalogue.files()[0].sha256, sha256(kWhole[0].text));
}

TEST(References, are_plain_text_and_formatted) {
  const Catalogue catalogue = parse_catalogue(kWhole);
  const Reference* reference = catalogue.find_reference("key2004");
  ASSERT_NE(reference, nullptr);
  EXPECT_EQ(reference->title, "A HER2 paper");
  EXPECT_THAT(reference->authors, ElementsAre("Key, Ann", "Müller, Hans-Peter", "Three, C", "Four, D"));
  EXPECT_EQ(reference->citation,
            "Key A, Müller HP, Three C et al. A HER2 paper. J Test 1, 2–3 (2004). https://doi.org/10.1/x");
  EXPECT_EQ(catalogue.find_reference("b2005")->citation, "Zoé ÉA. B (2005).");
  EXPECT_EQ(catalogue.find_reference("c2006"), nullptr);
}

}  // namespace
}  // namespace emtansim::catalogue
