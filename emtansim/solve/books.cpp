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
    const Moiety& moiety = program_.moieties[m];
    compare(m, total(moiety, states), states[moiety.entered], states[moiety.left]);
  }
}

void Auditor::compare(std::size_t moiety, double present, double entered, double left) {
  MoietyBooks& books = books_[moiety];
  books.entered = entered;
  books.left = left;
  books.final = present;
  const double expected = books.initial + books.entered - books.left + books.added - books.removed;
  double& gross = gross_[moiety];
  gross = std::max({gross, std::abs(books.final), std::abs(books.entered), books.added});
  if (gross > 0) books.residual = std::max(books.residual, std::abs(books.final - expected) / gross);
}

}  // namespace emtansim::solve
