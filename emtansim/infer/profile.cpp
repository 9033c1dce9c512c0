// SPDX-License-Identifier: Apache-2.0
/// Walks outwards along one parameter with the others optimised, until the squares have risen enough.
#include "emtansim/infer/profile.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace emtansim::infer {

namespace {

constexpr double kStretch = 1.6;  // of the step from point to point
constexpr int kMostSteps = 40;    // of that stretch: far beyond any box
constexpr int kMostRefinements = 12;
constexpr double kEnough = 0.02;  // of the square root of the rise: two digits of an interval's end

/// One side of a profile.
class Walk {
 public:
  Walk(const Function& function, std::size_t count, std::size_t k, const ProfileStart& start, const Box& box)
      : function_(function), count_(count), k_(k), start_(start), box_(box), others_(start.x) {
    others_.erase(others_.begin() + static_cast<std::ptrdiff_t>(k));
  }

  /// The end in direction +1 or -1; infinite with that sign if the box comes first.
  double end(double sign) {
    const double wall = sign > 0 ? box_.high[k_] : box_.low[k_];
    const double target = std::sqrt(start_.rise);
    double near = start_.x[k_];
    double near_root = 0;
    double step = start_.step;
    for (int i = 0; i < kMostSteps; ++i, step *= kStretch) {
      const bool is_last = sign * (near + sign * step) >= sign * wall;
      const double far = is_last ? wall : near + sign * step;
      const double far_root = root_at(far);
      if (std::isfinite(far_root) && far_root < target) {
        near = far;
        near_root = far_root;
        if (is_last) break;
        continue;
      }
      return refine(near, near_root, far, far_root, target);
    }
    return sign * std::numeric_limits<double>::infinity();
  }

 private:
  /// Square root of the rise with the parameter held at `value`; along it a parabola is a straight line.
  double root_at(double value) {
    const Function held = [&](std::span<const double> x, bool with_jacobian, Linear& result) {
      std::vector<double> all(x.begin(), x.end());
      all.insert(all.begin() + static_cast<std::ptrdiff_t>(k_), value);
      if (!function_(all, with_jacobian, result)) return false;
      if (with_jacobian) drop_column(result.jacobian, all.size());
      return true;
    };
    double squares = 0;
    if (others_.empty()) {
      Linear result;
      if (!held({}, false, result)) return std::numeric_limits<double>::quiet_NaN();
      for (const double r : result.residuals) squares += r * r;
    } else {
      const Minimum minimum = minimise(held, count_, others_, box_of_others(), kCoarseTolerance);
      if (!minimum.is_usable) return std::numeric_limits<double>::quiet_NaN();
      squares = minimum.squares;
      others_ = minimum.x;
    }
    return std::sqrt(std::max(0.0, squares - start_.squares));
  }

  double refine(double near, double near_root, double far, double far_root, double target) {
    for (int i = 0; i < kMostRefinements; ++i) {
      const bool has_far = std::isfinite(far_root);
      const double share = has_far ? std::clamp((target - near_root) / (far_root - near_root), 0.05, 0.95) : 0.5;
      const double middle = near + share * (far - near);
      const double root = root_at(middle);
      if (std::abs(root - target) <= kEnough * target) return middle;
      if (std::isfinite(root) && root < target) {
        near = middle;
        near_root = root;
      } else {
        far = middle;
        far_root = root;
      }
    }
    return near;
  }

  void drop_column(std::vector<double>& jacobian, std::size_t columns) const {
    std::size_t to = 0;
    for (std::size_t from = 0; from < jacobian.size(); ++from)
      if (from % columns != k_) jacobian[to++] = jacobian[from];
    jacobian.resize(to);
  }

  [[nodiscard]] Box box_of_others() const {
    Box box = box_;
    box.low.erase(box.low.begin() + static_cast<std::ptrdiff_t>(k_));
    box.high.erase(box.high.begin() + static_cast<std::ptrdiff_t>(k_));
    return box;
  }

  const Function& function_;
  std::size_t count_;
  std::size_t k_;
  const ProfileStart& start_;
  const Box& box_;
  std::vector<double> others_;
};

}  // namespace

stats::ConfidenceInterval profile(const Function& function, std::size_t count, std::size_t k, const ProfileStart& start,
                                  const Box& box) {
  return {.lower = Walk(function, count, k, start, box).end(-1), .upper = Walk(function, count, k, start, box).end(1)};
}

}  // namespace emtansim::infer
