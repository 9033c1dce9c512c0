// SPDX-License-Identifier: Apache-2.0
/// Tests of the TOML wrapper: lines, checked getters, and inputs that must not reach the parser.
#include "emtansim/base/toml.h"

#include <gtest/gtest.h>

#include <string>

namespace emtansim {
namespace {

TomlDocument parse(const std::string& text) { return TomlDocument::parse(text, "a.toml"); }

std::string code_of(const std::string& text) {
  try {
    static_cast<void>(parse(text));
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

template <class Read>
std::string code_of_reading(const std::string& text, Read read) {
  const TomlDocument document = parse(text);
  try {
    read(document.root());
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

TEST(Toml, keeps_the_line_of_every_value) {
  const auto document = parse("a = 1\n\n[t]\nb = [\"x\",\n  \"y\"]\n[[l]]\nc = 2\n");
  const TomlTable root = document.root();
  EXPECT_EQ(root.at("a").where().line, 1);
  EXPECT_EQ(root.at("t").where().line, 3);
  EXPECT_EQ(root.at("t").table().at("b").list()[1].where().line, 5);
  EXPECT_EQ(root.tables("l")[0].where().line, 6);
  EXPECT_EQ(root.at("a").where().file, "a.toml");
}

TEST(Toml, keys_come_in_the_order_of_the_file) {
  const auto document = parse("z = 1\na = 2\nm = 3\n");
  EXPECT_EQ(document.root().keys(), (std::vector<std::string>{"z", "a", "m"}));
}

TEST(Toml, a_document_may_move_while_its_values_are_in_use) {
  auto document = parse("a = \"x\"\n");
  const TomlValue value = document.root().at("a");
  const auto moved = std::move(document);
  EXPECT_EQ(value.text(), "x");
  EXPECT_EQ(value.where().file, "a.toml");
}

TEST(Toml, one_item_counts_as_a_list_of_one) {
  const auto document = parse("a = \"x\"\nt = { b = 1 }\n");
  EXPECT_EQ(document.root().texts("a").size(), 1U);
  EXPECT_EQ(document.root().tables("t").size(), 1U);
  EXPECT_TRUE(document.root().tables("none").empty());
}

TEST(Toml, quantities_need_their_unit) {
  const auto volume = [](const TomlTable& root) { static_cast<void>(root.at("v").quantity_of(dimension::kVolume)); };
  EXPECT_EQ(code_of_reading("v = \"0.1 mL\"", volume), "accepted");
  EXPECT_EQ(code_of_reading("v = 0.1", volume), "missing-unit");
  EXPECT_EQ(code_of_reading("v = \"0.1\"", volume), "missing-unit");
  EXPECT_EQ(code_of_reading("v = \"0.1 nM\"", volume), "wrong-unit");
  EXPECT_EQ(code_of_reading("v = \"10 %\"", volume), "wrong-unit");
  EXPECT_EQ(code_of_reading("v = true", volume), "wrong-type");
}

TEST(Toml, pure_numbers_may_be_bare) {
  const auto document = parse("a = 0.3\nb = \"30 %\"\nc = 1\n");
  for (const char* key : {"a", "b"}) EXPECT_DOUBLE_EQ(document.root().at(key).quantity_of(dimension::kOne).value, 0.3);
  EXPECT_DOUBLE_EQ(document.root().at("c").quantity_of(dimension::kOne).value, 1);
}

TEST(Toml, numbers_are_finite) {
  const auto number = [](const TomlTable& root) { static_cast<void>(root.at("v").number()); };
  EXPECT_EQ(code_of_reading("v = nan", number), "not-finite");
  EXPECT_EQ(code_of_reading("v = -inf", number), "not-finite");
  EXPECT_EQ(code_of_reading("v = \"1\"", number), "wrong-type");
  EXPECT_EQ(code_of_reading("v = 1e308", number), "accepted");
}

TEST(Toml, wrong_types_are_named) {
  EXPECT_EQ(code_of_reading("v = 1979-05-27", [](const auto& root) { static_cast<void>(root.at("v").text()); }),
            "wrong-type");
  EXPECT_EQ(code_of_reading("v = 1", [](const auto& root) { static_cast<void>(root.at("v").table()); }), "wrong-type");
  EXPECT_EQ(code_of_reading("v = {}", [](const auto& root) { static_cast<void>(root.at("v").as_text()); }),
            "wrong-type");
  EXPECT_EQ(code_of_reading("v = 1", [](const auto& root) { static_cast<void>(root.at("v").truth()); }), "wrong-type");
  EXPECT_EQ(code_of_reading("v = 1.5", [](const auto& root) { static_cast<void>(root.at("v").whole_number()); }),
            "wrong-type");
  EXPECT_EQ(code_of_reading("v = 1", [](const auto& root) { static_cast<void>(root.at("v").list()); }), "wrong-type");
  EXPECT_EQ(code_of_reading("v = 1", [](const auto& root) { static_cast<void>(root.at("w")); }), "missing-key");
}

TEST(Toml, broken_files_are_told_apart) {
  EXPECT_EQ(code_of("a = 1\na = 2\n"), "duplicate-key");
  EXPECT_EQ(code_of("a = \"x\n"), "not-toml");
  EXPECT_EQ(code_of("a = [1, "), "not-toml");
  EXPECT_EQ(code_of(std::string("a\0b", 3)), "not-text");
  EXPECT_EQ(code_of("\xFF\xFE"
                    "a"),
            "not-text");
  EXPECT_EQ(code_of("a = \"\xE9\"\n"), "not-text");
  EXPECT_EQ(code_of("a = \"\xC0\x80\"\n"), "not-text") << "an overlong form";
  EXPECT_EQ(code_of("a = \"\xED\xA0\x80\"\n"), "not-text") << "a surrogate";
  EXPECT_EQ(code_of("a = \"µ 😀\"\n"), "accepted");
  EXPECT_EQ(code_of("\xEF\xBB\xBF"
                    "a = 1\n"),
            "accepted")
      << "a byte-order mark";
  EXPECT_EQ(code_of(""), "accepted");
}

TEST(Toml, depth_is_bounded_wherever_it_comes_from) {
  const std::string many(100000, '[');
  EXPECT_EQ(code_of("a = " + many), "too-deep");
  std::string dotted = "a";
  for (int i = 0; i < 100000; ++i) dotted += ".a";
  EXPECT_EQ(code_of(dotted + " = 1"), "too-deep");
  EXPECT_EQ(code_of("[" + dotted + "]"), "too-deep");
  EXPECT_EQ(code_of("a = { " + dotted + " = 1 }"), "too-deep");
  EXPECT_EQ(code_of("a = \"" + many + dotted + "\" # " + many), "accepted") << "texts and comments do not nest";
  EXPECT_EQ(code_of("a = '''" + many + "\n" + many + "'''\n"), "accepted");
}

TEST(Toml, letters_beyond_ascii_stand_in_quotes_or_comments) {
  EXPECT_EQ(code_of("\"größe\" = 'µ' # ·\n"), "accepted");
  EXPECT_EQ(code_of("a = \"\"\"µ\"\"\"\" # ·\n"), "accepted") << "a quote belongs to the text";
  EXPECT_EQ(code_of("a = \"\"\"x \\\n  µ\"\"\"\n"), "accepted") << "after a continued line";
  EXPECT_EQ(code_of("a = \"\"\"x \\µ\"\"\"\n"), "not-toml") << "no escape is written so";
  EXPECT_EQ(code_of("größe = 1\n"), "not-toml");
  EXPECT_EQ(code_of("a = 1I\"·\"\n"), "not-toml");
  EXPECT_EQ(code_of("a = \"\"\"x\"\"\"\" ·\n"), "not-toml");
}

TEST(Toml, headers_have_names) {
  for (const char* text : {"[[", "[", "[ ]\n", "[[]]\n", "a = 1\n [[\nb = 1\n"})
    EXPECT_EQ(code_of(text), "not-toml") << text;
  for (const char* text : {"[a]", "[\"a\"]", "[[ 'a' ]]", "a = [\n[\n]]\n", "[_-]"})
    EXPECT_EQ(code_of(text), "accepted") << text;
}

TEST(Toml, large_files_are_refused_unparsed) {
  EXPECT_EQ(code_of(std::string(kLargestTomlFile + 1, '\n')), "too-large");
}

}  // namespace
}  // namespace emtansim
