// SPDX-License-Identifier: Apache-2.0
/// Trastuzumab from its sequence, its pieces, glycans and ladder, against numbers computed apart from this program.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/conjugate/chemistry_of_project.h"

namespace emtansim::conjugate {
namespace {

template <class Call>
std::string code_of(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

double average(const Formula& formula) { return average_mass(formula, chemistry().elements); }

TEST(Trastuzumab, has_the_sites_of_its_sequence) {
  const Antibody& antibody = t_dm1().antibody;
  const Chain& light = antibody.chains[0];
  const Chain& heavy = antibody.chains[1];
  EXPECT_EQ(light.sequence.size(), 214U);
  EXPECT_EQ(heavy.sequence.size(), 449U);
  EXPECT_EQ(light.positions('C'), (std::vector{23, 88, 134, 194, 214}));
  EXPECT_EQ(heavy.positions('C'), (std::vector{22, 96, 147, 203, 223, 229, 232, 264, 324, 370, 428}));
  EXPECT_EQ(light.positions('K'), (std::vector{39, 42, 45, 103, 107, 126, 145, 149, 169, 183, 188, 190, 207}));
  EXPECT_EQ(heavy.positions('K'),
            (std::vector{30,  43,  65,  76,  124, 136, 150, 208, 213, 216, 217, 221, 225, 249, 251, 277,
                         291, 293, 320, 323, 325, 329, 337, 341, 343, 363, 373, 395, 412, 417, 442}));
  EXPECT_EQ(heavy.sequons(), std::vector{300});
  EXPECT_EQ(heavy.sequons().front() - antibody.numbering_offset, 297);
  EXPECT_TRUE(light.sequons().empty());
  EXPECT_FALSE(heavy.ends_with_lysine());
}

TEST(Trastuzumab, has_88_lysines_and_4_termini) {
  Antibody antibody = t_dm1().antibody;
  EXPECT_EQ(amines(antibody).lysines, 88);
  EXPECT_EQ(amines(antibody).n_termini, 4);
  EXPECT_EQ(amines(antibody).total(), 92);
  EXPECT_EQ(residues(antibody, 'C'), 32);
  EXPECT_EQ(residues(antibody, 'W'), 22);
  EXPECT_EQ(residues(antibody, 'Y'), 62);
  EXPECT_EQ(glycan_sites(antibody), 2);
  antibody.c_terminal_lysines = 2;
  EXPECT_EQ(amines(antibody).total(), 94);
}

TEST(Trastuzumab, chains_and_pieces_have_their_masses) {
  const Table table = expected("antibody_masses");
  const auto row = [&](std::size_t i, const Formula& formula) {
    SCOPED_TRACE(table.rows[i][0]);
    EXPECT_EQ(to_text(formula), table.rows[i][1]);
    EXPECT_NEAR(average(formula), table.number(i, 2), 0.0006);
    EXPECT_NEAR(monoisotopic_mass(formula, chemistry().elements), table.number(i, 3), 0.0002);
  };
  Antibody antibody = t_dm1().antibody;
  row(0, reduced(antibody)[0].formula);
  row(1, reduced(antibody)[1].formula);
  row(3, formula(antibody));
  const auto cut = cut_at_hinge(antibody, chemistry().amino_acids);
  ASSERT_EQ(cut.size(), 3U);
  row(5, cut[1].formula);
  row(6, cut[2].formula);
  EXPECT_EQ(cut[1].glycan_sites, 0);
  EXPECT_EQ(cut[2].glycan_sites, 1);
  // Fc/2 gets its N-terminus from the cut, after conjugation: no amine of its own.
  EXPECT_EQ(2 * (cut[0].amines + cut[1].amines + cut[2].amines), 92);
  antibody.c_terminal_lysines = 2;
  row(4, formula(antibody));
  antibody.c_terminal_lysines = 0;
  antibody.disulfides = 0;
  row(2, formula(antibody));
}

TEST(Trastuzumab, absorbs_as_its_residues_do) {
  const double molar = absorptivity_280(t_dm1().antibody, chemistry().amino_acids);
  EXPECT_EQ(molar, 215380);
  const double protein = average(formula(t_dm1().antibody));
  EXPECT_NEAR(molar / protein, 1.4837, 5e-5);
  EXPECT_NEAR(molar / (protein + 2 * average(parse_formula("C56H92N4O39"))), 1.4547, 5e-5);
}

TEST(Glycans, are_the_sum_of_their_sugars) {
  const Table table = expected("glycans");
  const auto check = [&](const char* name, const char* composition) {
    SCOPED_TRACE(name);
    const auto row = std::ranges::find(table.rows, name, [](const auto& cells) { return cells[0]; });
    ASSERT_NE(row, table.rows.end());
    const auto i = static_cast<std::size_t>(row - table.rows.begin());
    const Formula formula = glycan_formula(composition, chemistry().sugars);
    EXPECT_EQ(to_text(formula), table.rows[i][1]);
    EXPECT_NEAR(monoisotopic_mass(formula, chemistry().elements), table.number(i, 2), 0.0002);
    EXPECT_NEAR(average(formula), table.number(i, 3), 0.0006);
  };
  for (const char* sugar : {"Hex", "HexNAc", "Fuc", "Neu5Ac", "Neu5Gc"}) check(sugar, sugar);
  check("G0", "3 Hex, 4 HexNAc");
  check("G0F", "3 Hex, 4 HexNAc, 1 Fuc");
  check("G1F", "4 Hex, 4 HexNAc, 1 Fuc");
  check("G2F", "5 Hex, 4 HexNAc, 1 Fuc");
  check("Man5", "5 Hex, 2 HexNAc");
  check("G0F-N (A1G0F)", "3 Hex, 3 HexNAc, 1 Fuc");
}

TEST(Glycans, of_kadcyla_make_120_pairs_whose_shares_sum_to_one) {
  const GlycanLibrary& library = t_dm1().glycans;
  ASSERT_EQ(library.glycans.size(), 15U);
  double abundance = 0;
  for (const auto& glycan : library.glycans) abundance += glycan.abundance;
  EXPECT_NEAR(abundance, 104.31, 1e-9);
  const auto pairs = glycan_sets(library, 2);
  ASSERT_EQ(pairs.size(), 120U);
  double sum = 0;
  for (const auto& pair : pairs) sum += pair.share;
  EXPECT_NEAR(sum, 1, 1e-12);
  // One G0F and one G1F counts in both orders.
  EXPECT_EQ(pairs[0].name, "A2G0F/A2G1F");
  EXPECT_NEAR(pairs[0].share, 2 * 35.22 * 31.77 / (104.31 * 104.31), 1e-12);
  EXPECT_NEAR(pairs[1].share, 35.22 * 35.22 / (104.31 * 104.31), 1e-12);
}

TEST(Increments, weigh_what_the_chemistry_says) {
  const LinkerPayload& added = t_dm1().linker_payload;
  EXPECT_NEAR(average(added.drug), 957.530, 0.0006);
  EXPECT_NEAR(average(*added.drug_opened), 975.545, 0.0006);
  EXPECT_NEAR(average(*added.dead_linker), 219.240, 0.0006);
  EXPECT_NEAR(average(*added.dead_linker_hydrolysed), 237.255, 0.0006);
  EXPECT_NEAR(average(*added.dead_linker_with_cysteine), 340.394, 0.0006);
  // Losing DM1 leaves the linker: the mass falls by that of DM1, not by the whole increment.
  EXPECT_EQ(added.drug - *added.dead_linker, chemistry().molecules.find("DM1").formula);
  const auto change = [](const char* name) { return average(chemistry().find_modification(name).change); };
  EXPECT_NEAR(change("C-terminal Lys"), 128.175, 0.0006);
  EXPECT_NEAR(change("deamidation"), 0.984, 0.0006);
  EXPECT_NEAR(change("pyroglutamate"), -18.015, 0.0006);
  EXPECT_NEAR(change("oxidation"), 15.999, 0.0006);
  EXPECT_NEAR(change("cysteinylation"), 119.138, 0.0006);
  EXPECT_NEAR(change("glutathionylation"), 305.305, 0.0006);
  EXPECT_NEAR(change("disulfide"), -2.016, 0.0006);
  EXPECT_NEAR(change("glycation"), 162.141, 0.0006);
  EXPECT_NEAR(change("sodium adduct"), 21.982, 0.0006);
  EXPECT_NEAR(change("potassium adduct"), 38.090, 0.0006);
  EXPECT_NEAR(change("phosphate adduct"), 97.994, 0.0016);
  EXPECT_NEAR(change("sulfate adduct"), 98.072, 0.0016);
}

TEST(Ladder, has_the_masses_of_the_table) {
  const Table table = expected("conjugate_ladder");
  const auto check = [&](const std::string& row_name, const GlycanLibrary& glycans, const std::string& set) {
    SCOPED_TRACE(row_name);
    const auto row = std::ranges::find(table.rows, row_name, [](const auto& cells) { return cells[0]; });
    ASSERT_NE(row, table.rows.end());
    const auto i = static_cast<std::size_t>(row - table.rows.begin());
    ConjugateParts parts = t_dm1();
    parts.glycans = glycans;
    const Ladder rungs = ladder(whole(parts.antibody), parts, chemistry().elements);
    int found = 0;
    for (const auto& candidate : rungs.candidates) {
      if (candidate.dead_linkers != 0 || candidate.drugs > 9 || rungs.glycan_sets[candidate.glycan_set].name != set)
        continue;
      EXPECT_NEAR(candidate.mass, table.number(i, static_cast<std::size_t>(candidate.drugs) + 1), 0.011);
      ++found;
    }
    EXPECT_EQ(found, 10);
  };
  const GlycanLibrary& kadcyla = t_dm1().glycans;
  check("G0F/G0F", kadcyla, "A2G0F/A2G0F");
  check("G0F/G1F", kadcyla, "A2G0F/A2G1F");
  check("G1F/G1F", kadcyla, "A2G1F/A2G1F");
  check("G1F/G2F", kadcyla, "A2G1F/A2G2F");
  check("G2F/G2F", kadcyla, "A2G2F/A2G2F");
  check("Man5/Man5", kadcyla, "M5/M5");
  check("none/none", no_glycans(), "none/none");
  check("PNGase F treated (2 Asn to Asp)", pngase_f_treated(), "PNGase F/PNGase F");
}

TEST(Ladder, holds_each_composition_once_with_a_prior) {
  const Ladder rungs = ladder(whole(t_dm1().antibody), t_dm1(), chemistry().elements);
  EXPECT_EQ(rungs.candidates.size(), 11U * 3U * 120U);
  for (const auto& candidate : rungs.candidates) {
    EXPECT_GT(candidate.prior, 0);
    EXPECT_LE(candidate.prior, 1);
  }
  // Losing one DM1 from D3 gives D2 with one dead linker: 150,192.16 with G0F/G0F.
  const auto is_asked = [&](const Candidate& candidate) {
    return candidate.drugs == 2 && candidate.dead_linkers == 1 &&
           rungs.glycan_sets[candidate.glycan_set].name == "A2G0F/A2G0F";
  };
  const auto found = std::ranges::find_if(rungs.candidates, is_asked);
  ASSERT_NE(found, rungs.candidates.end());
  EXPECT_NEAR(found->mass, 150192.16, 0.011);
}

TEST(Ladder, leaves_out_what_is_rare_and_refuses_what_is_empty) {
  const Piece piece = whole(t_dm1().antibody);
  const auto& elements = chemistry().elements;
  EXPECT_EQ(ladder(piece, t_dm1(), elements, {.smallest_glycan_share = 0.9}).glycan_sets.size(), 1U);
  EXPECT_EQ(code_of([&] { ladder(piece, t_dm1(), elements, {.fewest_drugs = 3, .most_drugs = 2}); }), "bad-range");
  EXPECT_EQ(code_of([&] { ladder(piece, t_dm1(), elements, {.most_drugs = 100000}); }), "bad-range");
  EXPECT_EQ(code_of([&] { ladder(piece, t_dm1(), elements, {.most_drugs = 200, .most_dead_linkers = 200}); }),
            "bad-range");
  const Ladder chains = ladder(reduced(t_dm1().antibody)[0], t_dm1(), elements);
  EXPECT_EQ(chains.glycan_sets.size(), 1U);
  EXPECT_NEAR(chains.candidates.front().mass, 23443.140, 0.0006);
}

TEST(Ladder, of_a_cysteine_conjugate_goes_in_pairs_without_dead_linkers) {
  ConjugateParts parts = t_dm1();
  parts.linker_payload = find_linker_payload(chemistry(), "GGFG", "DXd");
  const Ladder rungs = ladder(whole(parts.antibody), parts, chemistry().elements, {.most_drugs = 8});
  EXPECT_EQ(rungs.candidates.size(), 5U * 120U);
  EXPECT_EQ(rungs.candidates.back().drugs, 8);
  EXPECT_EQ(rungs.dead_linker_mass, 0);
}

TEST(Ladder, gives_the_molar_mass_that_the_glycans_and_the_load_make) {
  ConjugateParts parts = t_dm1();
  std::erase_if(parts.glycans.glycans, [](const Glycan& glycan) { return glycan.name != "A2G0F"; });
  const Ladder rungs = ladder(whole(parts.antibody), parts, chemistry().elements);
  EXPECT_NEAR(mean_mass(rungs, 3.5, 0), 148057.86 + 3.5 * 957.530, 0.02);
  EXPECT_NEAR(mean_mass(rungs, 3.5, 0.4), 148057.86 + 3.5 * 957.530 + 0.4 * 219.240, 0.02);
}

TEST(Ladder, molar_mass_converts_doses) {
  ConjugateParts parts = t_dm1();
  std::erase_if(parts.glycans.glycans,
                [](const Glycan& glycan) { return glycan.name != "A2G0F" && glycan.name != "A2G1F"; });
  for (auto& glycan : parts.glycans.glycans) glycan.abundance = 1;  // on average one of each
  const double mass = mean_mass(ladder(whole(parts.antibody), parts, chemistry().elements), 3.5, 0);
  const double dm1 = average(chemistry().molecules.find("DM1").formula);
  EXPECT_NEAR(mass, 151571, 1);
  EXPECT_NEAR(1e6 / mass, 6.598, 0.001);                        // nM in 1 ug/mL
  EXPECT_NEAR(1e6 / mass * 148500 / 1e6, 0.979, 1e-3);          // the nominal 148.5 kDa overstates by 2.1 %
  EXPECT_NEAR(3.6e6 / mass, 23.75, 0.01);                       // nmol/kg in 3.6 mg/kg
  EXPECT_NEAR(3.5 * 3.6e6 / mass, 83.13, 0.03);                 // nmol/kg DM1
  EXPECT_NEAR(3.5 * 3.6e6 / mass * dm1 / 1000, 61.4, 0.05);     // ug/kg DM1
  EXPECT_NEAR(300 / dm1 * 1e3 / 3.5 * mass / 1e6, 17.6, 0.05);  // mg/kg T-DM1 that hold 300 ug/kg DM1
  EXPECT_NEAR(100 * 3.5 * dm1 / mass, 1.705, 0.001);
  EXPECT_NEAR(1000 / dm1, 1.3545, 1e-4);  // nM in 1 ng/mL DM1
}

TEST(Ladder, lies_on_the_line_of_the_kadcyla_series) {
  const Table series = expected("kadcyla_g0f_g0f_series");
  const auto column = [&](const char* name) { return series.column(name, {}); };
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
  for (std::size_t i = 0; i < series.rows.size(); ++i) {
    const double mass = series.number(i, column("observed_Da"));
    if (!(mass > 0)) continue;
    const double k = series.number(i, column("k"));
    const double height = series.number(i, column("relative_height"));
    w += height;
    wx += height * k;
    wy += height * mass;
    wxx += height * k * k;
    wxy += height * k * mass;
  }
  const double slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  EXPECT_NEAR(slope, 957.60, 0.05);
  EXPECT_NEAR((wy - slope * wx) / w, 148058.92, 0.1);
  // Within the error of the instrument that is the theory: 7 ppm at D0.
  EXPECT_NEAR(slope, average(t_dm1().linker_payload.drug), 0.1);
}

TEST(Fasta, reads_chains_and_says_what_it_assumes) {
  const auto& acids = chemistry().amino_acids;
  const auto chains = parse_fasta(">a b\nacd ef*\r\n\n>c\nCC\n", "x.fasta", acids);
  ASSERT_EQ(chains.size(), 2U);
  EXPECT_EQ(chains[0].name, "a b");
  EXPECT_EQ(chains[0].sequence, "ACDEF");
  const Antibody antibody = antibody_from_chains("x", chains);
  EXPECT_EQ(antibody.chains[0].copies, 2);
  EXPECT_EQ(antibody.disulfides, 3);
  EXPECT_EQ(antibody.assumed.size(), 2U);
  // Four records of two sequences are the same antibody, with nothing doubled.
  const auto four = parse_fasta(">a\nACDEF\n>c\nCC\n>a\nACDEF\n>c\nCC\n", "x.fasta", acids);
  const Antibody same = antibody_from_chains("x", four);
  EXPECT_EQ(formula(same), formula(antibody));
  EXPECT_EQ(same.assumed.size(), 1U);
}

TEST(Fasta, refuses_what_has_no_mass) {
  const auto& acids = chemistry().amino_acids;
  for (const char* text : {"", "ACD\n", ">a\nAXB\n", ">a\n>b\nA\n", ">a\n\n"})
    EXPECT_EQ(code_of([&] { parse_fasta(text, "x.fasta", acids); }), "bad-fasta") << text;
  EXPECT_EQ(code_of([&] { antibody_from_chains("x", parse_fasta(">a\nC\n", "x.fasta", acids)); }), "bad-antibody");
}

TEST(Parts, are_found_by_the_names_of_the_conjugate) {
  catalogue::ConjugateEntry entry;
  entry.name = "T-DM1";
  entry.antibody = "trastuzumab";
  entry.linker = "SMCC";
  entry.payload = "DM1";
  EXPECT_EQ(conjugate_parts(chemistry(), entry).glycans.name, "kadcyla");
  EXPECT_EQ(conjugate_parts(chemistry(), entry, {.antibody = {}, .glycans = "PNGase F"}).glycans.glycans.size(), 1U);
  entry.linker = "SPDB";
  EXPECT_EQ(code_of([&] { conjugate_parts(chemistry(), entry); }), "unknown-linker");
  entry.antibody = "rituximab";
  EXPECT_EQ(code_of([&] { conjugate_parts(chemistry(), entry); }), "unknown-antibody");
  entry.antibody = "";
  EXPECT_EQ(code_of([&] { conjugate_parts(chemistry(), entry); }), "no-antibody");
}

}  // namespace
}  // namespace emtansim::conjugate
