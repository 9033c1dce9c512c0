// SPDX-License-Identifier: Apache-2.0
/// Atoms of a structure in SMILES, counted with their implicit hydrogen.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "emtansim/conjugate/molecule.h"

namespace emtansim::conjugate {

namespace {

struct Atom {
  std::string symbol;
  bool is_aromatic = false;
  bool in_brackets = false;  // its hydrogen is written out
  int hydrogen = 0;
  int bonds = 0;  // sum of bond orders; aromatic bonds count one each, and one more for the ring system
};

struct Valence {
  std::string_view symbol;
  std::array<int, 3> normal;  // 0 ends the list
};
// Normal valences of the organic subset, as the SMILES language defines them.
constexpr std::array<Valence, 10> kValences = {{{"B", {3, 0, 0}},
                                                {"C", {4, 0, 0}},
                                                {"N", {3, 5, 0}},
                                                {"O", {2, 0, 0}},
                                                {"P", {3, 5, 0}},
                                                {"S", {2, 4, 6}},
                                                {"F", {1, 0, 0}},
                                                {"Cl", {1, 0, 0}},
                                                {"Br", {1, 0, 0}},
                                                {"I", {1, 0, 0}}}};

class Reader {
 public:
  Reader(std::string_view smiles, const Where& where) : text_(smiles), where_(where) {}

  Formula read() {
    while (at_ < text_.size()) step();
    if (!rings_.empty()) refuse(fmt::format("ring bond {} is never closed", rings_.begin()->first));
    if (!branches_.empty()) refuse("a branch is never closed");
    if (atoms_.empty()) refuse("it has no atom");
    Formula formula;
    for (const auto& atom : atoms_) {
      formula.add(atom.symbol, 1);
      formula.add("H", atom.in_brackets ? atom.hydrogen : implicit_hydrogen(atom));
    }
    return formula;
  }

 private:
  struct Ring {
    std::size_t atom = 0;
    int order = 0;  // 0: not written
  };

  void step() {
    const char c = text_[at_];
    if (c == '[') return bracket_atom();
    if (c == '(' || c == ')') return branch(c);
    if (c == '%' || (c >= '0' && c <= '9')) return ring_bond();
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) return plain_atom();
    ++at_;
    if (c == '.') {
      has_last_ = false;
    } else if (c == '=' || c == '#' || c == '-' || c == '/' || c == '\\' || c == ':') {
      order_ = c == '=' ? 2 : c == '#' ? 3 : 1;
    } else {
      refuse(fmt::format("'{}' is no part of it", c));
    }
  }

  void branch(char c) {
    ++at_;
    if (c == '(') {
      if (!has_last_) refuse("a branch begins before any atom");
      branches_.push_back(last_);
    } else {
      if (branches_.empty()) refuse("a branch is closed that was never opened");
      last_ = branches_.back();
      branches_.pop_back();
    }
  }

  void ring_bond() {
    std::size_t digits = 1;
    if (text_[at_] == '%') {
      ++at_;
      digits = 2;
    }
    const auto name = text_.substr(at_, digits);
    if (name.size() < digits || !std::ranges::all_of(name, [](char d) { return d >= '0' && d <= '9'; }))
      refuse("a ring bond has no number");
    at_ += digits;
    if (!has_last_) refuse("a ring bond stands before any atom");
    const int number = std::stoi(std::string(name));
    const auto open = rings_.find(number);
    if (open == rings_.end()) {
      rings_[number] = {last_, order_};
    } else {
      bond(open->second.atom, last_, std::max(open->second.order, order_));
      rings_.erase(open);
    }
    order_ = 0;
  }

  void bracket_atom() {
    const auto close = text_.find(']', at_);
    if (close == std::string_view::npos) refuse("a bracket is never closed");
    std::string_view inside = text_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    Atom atom{.symbol = {}, .is_aromatic = false, .in_brackets = true, .hydrogen = 0, .bonds = 0};
    std::string isotope;
    while (!inside.empty() && inside.front() >= '0' && inside.front() <= '9') {
      isotope += inside.front();
      inside.remove_prefix(1);
    }
    take_symbol(inside, atom);
    if (!isotope.empty()) atom.symbol = fmt::format("[{}{}]", isotope, atom.symbol);
    while (inside.starts_with('@')) inside.remove_prefix(1);
    if (inside.starts_with('H')) {
      inside.remove_prefix(1);
      atom.hydrogen = 1;
      if (!inside.empty() && inside.front() >= '0' && inside.front() <= '9') {
        atom.hydrogen = inside.front() - '0';
        inside.remove_prefix(1);
      }
    }
    if (!std::ranges::all_of(inside, [](char c) { return c == '+' || c == '-' || (c >= '0' && c <= '9'); }))
      refuse(fmt::format("'{}' in a bracket is not understood", inside));
    append(std::move(atom));
  }

  void plain_atom() {
    std::string_view rest = text_.substr(at_);
    Atom atom;
    const std::size_t before = rest.size();
    take_symbol(rest, atom);
    at_ += before - rest.size();
    if (std::ranges::find(kValences, atom.symbol, &Valence::symbol) == kValences.end())
      refuse(fmt::format("'{}' must stand in brackets", atom.symbol));
    append(std::move(atom));
  }

  void take_symbol(std::string_view& rest, Atom& atom) const {
    if (rest.empty() || std::isalpha(static_cast<unsigned char>(rest.front())) == 0) refuse("a symbol is missing");
    const bool has_two = rest.starts_with("Cl") || rest.starts_with("Br") || rest.starts_with("Na");
    atom.symbol = std::string(rest.substr(0, has_two ? 2 : 1));
    rest.remove_prefix(atom.symbol.size());
    if (std::islower(static_cast<unsigned char>(atom.symbol[0])) != 0) {
      atom.is_aromatic = true;
      atom.symbol[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(atom.symbol[0])));
    }
  }

  void append(Atom atom) {
    atoms_.push_back(std::move(atom));
    if (has_last_) bond(last_, atoms_.size() - 1, order_);
    last_ = atoms_.size() - 1;
    has_last_ = true;
    order_ = 0;
  }

  void bond(std::size_t a, std::size_t b, int order) {
    if (a == b) refuse("an atom is bound to itself");
    atoms_[a].bonds += std::max(order, 1);
    atoms_[b].bonds += std::max(order, 1);
  }

  [[nodiscard]] int implicit_hydrogen(const Atom& atom) const {
    const auto& valence = *std::ranges::find(kValences, atom.symbol, &Valence::symbol);
    if (atom.is_aromatic) return std::max(0, valence.normal[0] - atom.bonds - 1);
    for (const int normal : valence.normal)
      if (normal >= atom.bonds && normal > 0) return normal - atom.bonds;
    refuse(fmt::format("{} has {} bonds", atom.symbol, atom.bonds));
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError(where_, {"bad-smiles", fmt::format("'{}' is no structure", text_), why, ""});
  }

  std::string_view text_;
  Where where_;
  std::size_t at_ = 0;
  std::vector<Atom> atoms_;
  std::vector<std::size_t> branches_;
  std::map<int, Ring> rings_;
  std::size_t last_ = 0;
  bool has_last_ = false;
  int order_ = 0;
};

}  // namespace

Formula formula_of_smiles(std::string_view smiles, const Where& where) { return Reader(trim(smiles), where).read(); }

}  // namespace emtansim::conjugate
