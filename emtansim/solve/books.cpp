// SPDX-License-Identifier: Apache-2.0
/// Mass balance of a run.
#include "emtansim/solve/books.h"

#include <algorithm>
#include <cmath>

namespace emtansim::solve {

Auditor::Auditor(const Program& program, std::span<const double> initial_states)
    : program_(program), books_(program.moieties.size()), gross_(program.moieties.size(), 0.0) {
  for (std::size_t m = 0; m < books_.size(); ++m) {
    books_[m].initial = total(program_.moieties[m], initial_states);
    books_[m].final = books_[m].initial;
    gross_[m] = std::abs(books_[m].initial);
  }
}

double Auditor::total(const Moiety& moiety, std::span<const double> states) {
  double sum = 0;
  for (std::size_t i = 0; i < moiety.weights.size(); ++i) sum += moiety.weights[i] * states[i];
  return sum;
}

void Auditor::book_jump(std::span<const double> before, std::span<const double> after) {
  for (std::size_t m = 0; m < books_.size(); ++m) {
    const auto& weights = program_.moieties[m].weights;
    double change = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) change += weights[i] * (after[i] - before[i]);
    if (change > 0) books_[m].added += change;
    if (change < 0) books_[m].removed -= change;
  }
}

void Auditor::compare(std::span<const double> states) {
  for (std::size_t m = 0; m < books_.size(); ++m) {
    MoietyBooks& books = books_[m];
    books.entered = states[program_.moieties[m].entered];
    books.left = states[program_.moieties[m].left];
    books.final = total(program_.moieties[m], states);
    const double expected = books.initial + books.entered - books.left + books.added - books.removed;
    gross_[m] = std::max({gross_[m], std::abs(books.final), std::abs(books.entered), books.added});
    if (gross_[m] > 0) books.residual = std::max(books.residual, std::abs(books.final - expected) / gross_[m]);
  }
}

}  // namespace emtansim::solve
