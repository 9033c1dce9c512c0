// SPDX-License-Identifier: Apache-2.0
/// Walks a parameter outwards from its estimate until the sum of squares, minimised over the others, is too large.
#include "emtansim/stats/logistic_profile.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace emtansim::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// On a problem of order 1, a parameter that may go this far is not limited by the data.
constexpr double kFarAway = 1e3;
/// A sum of squares that is lower by this share of the variance is another minimum, not rounding.
constexpr double kNoticeable = 1e-6;

/// The search on one side of the estimate.
class Side {
 public:
  Side(const ProfileSetting& setting, const ProfileTarget& target, double direction)
      : setting_(setting), target_(target), direction_(direction), problem_(setting.problem) {
    problem_.is_held[target.index] = true;
    warm_ = setting.best.at;
    warm_[target.index] = target.value;
    const double edge = direction > 0 ? problem_.upper[target.index] : problem_.lower[target.index];
    farthest_ = std::clamp(direction * (edge - target.value), 0.0, kFarAway);
  }

  /// Distance from the estimate to the limit; infinite without one.
  double find() {
    constexpr int kMostExpansions = 60;
    double inner = 0;
    double inner_excess = -setting_.multiplier;
    double outer = std::min(first_step(), farthest_);
    for (int i = 0; i < kMostExpansions; ++i) {
      const double excess = excess_at(outer);
      if (better_) return kInfinity;
      if (excess >= 0) {
        const double limit = refine(inner, inner_excess, outer, excess);
        return is_cut_off() ? kInfinity : limit;
      }
      if (outer >= farthest_) return kInfinity;
      // The root of the excess is nearly straight in the distance, so its ratio tells how far to go.
      const double ratio = setting_.multiplier / std::max(excess + setting_.multiplier, 1e-3 * setting_.multiplier);
      inner = outer;
      inner_excess = excess;
      outer = std::min(outer * std::clamp(1.02 * ratio, 1.05, 4.0), farthest_);
    }
    return kInfinity;
  }

  [[nodiscard]] const std::optional<LogisticMinimum>& better() const { return better_; }

 private:
  [[nodiscard]] double first_step() const {
    if (target_.standard_error > 0 && std::isfinite(target_.standard_error)) {
      return setting_.multiplier * target_.standard_error;
    }
    return target_.index == kSlope ? 0.5 * target_.value : target_.index == kMidpoint ? 1.0 : 0.2;
  }

  /// Whether the half-maximal dose is limited only because a plateau ran into a bound that keeps the search finite. The
  /// other parameters and the absolute IC50 hardly feel where a far plateau is put.
  [[nodiscard]] bool is_cut_off() const {
    if (target_.index != kMidpoint || target_.midpoint.kind == Midpoint::Kind::absolute) return false;
    const auto is_at_edge = is_pinned(problem_, warm_);
    for (const std::size_t k : {kTop, kBottom}) {
      if (problem_.is_held[k] || !is_at_edge[k]) continue;
      const bool is_low = warm_[k] - problem_.lower[k] < problem_.upper[k] - warm_[k];
      if (is_low ? problem_.is_lower_guess[k] : problem_.is_upper_guess[k]) return true;
    }
    return false;
  }

  /// sqrt of the scaled rise of the sum of squares, minus the multiplier; zero at the limit.
  double excess_at(double distance) {
    Parameters start = warm_;
    start[target_.index] = target_.value + direction_ * distance;
    const LogisticMinimum found = descend(problem_, start, target_.midpoint);
    if (!std::isfinite(found.squares)) return kInfinity;
    const double rise = found.squares - setting_.best.squares;
    const bool is_half_maximal = target_.midpoint.kind == Midpoint::Kind::half_maximal;
    if (is_half_maximal && rise < -kNoticeable * setting_.variance) better_ = found;
    warm_ = found.at;
    return std::sqrt(std::max(0.0, rise / setting_.variance)) - setting_.multiplier;
  }

  /// The zero between two distances, by false position with the Illinois change.
  double refine(double inner, double inner_excess, double outer, double outer_excess) {
    constexpr int kMostSteps = 60;
    const double tolerance = 1e-7 * setting_.multiplier;
    for (int i = 0; i < kMostSteps; ++i) {
      double next = std::isfinite(outer_excess) ? inner - inner_excess * (outer - inner) / (outer_excess - inner_excess)
                                                : 0.5 * (inner + outer);
      if (!(next > inner && next < outer)) next = 0.5 * (inner + outer);
      const double excess = excess_at(next);
      if (std::abs(excess) < tolerance || outer - inner < 1e-12 * outer) return next;
      if (excess < 0) {
        inner = next;
        inner_excess = excess;
        outer_excess *= last_side_ == -1 ? 0.5 : 1;
        last_side_ = -1;
      } else {
        outer = next;
        outer_excess = excess;
        inner_excess *= last_side_ == 1 ? 0.5 : 1;
        last_side_ = 1;
      }
    }
    return 0.5 * (inner + outer);
  }

  const ProfileSetting& setting_;
  const ProfileTarget& target_;
  double direction_;
  LogisticProblem problem_;
  Parameters warm_{};
  double farthest_ = kFarAway;
  int last_side_ = 0;
  std::optional<LogisticMinimum> better_;
};

}  // namespace

ProfileResult profile_interval(const ProfileSetting& setting, const ProfileTarget& target) {
  Side down(setting, target, -1);
  ProfileResult result;
  result.interval.lower = target.value - down.find();
  result.better = down.better();
  if (result.better) return result;
  Side up(setting, target, 1);
  result.interval.upper = target.value + up.find();
  result.better = up.better();
  return result;
}

}  // namespace emtansim::stats
