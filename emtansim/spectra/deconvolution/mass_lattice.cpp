// SPDX-License-Identifier: Apache-2.0
/// Amounts a_g of masses M_g half a deviation apart, each spread to charges by an envelope q that neighbours share:
///   model_k = b_k + n_k sum over g and z of a_g q_gz K((u_k - ln M_g + ln z)/s)        (1)
///   a_g <- a_g (sum over k of phi_gk y_k/model_k / sum over k of phi_gk)^r             (2)
/// with phi_gk the share of a_g in cell k: the maximum of the Poisson likelihood by expectation and maximisation
/// [@richardson1972], hurried by r between 1 and 2. The envelopes follow by the same rule.
#include "emtansim/spectra/deconvolution/mass_lattice.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace emtansim::spectra {

namespace {

constexpr double kStep = 0.5;          // deviations between masses
constexpr double kBlock = 0.01;        // of mass, within which masses share an envelope
constexpr double kReach = 4;           // deviations
constexpr double kLeastCharge = 0.01;  // of the strongest

/// One mass at one charge: a run of cells.
struct Ray {
  int charge = 0;
  std::size_t first = 0, count = 0, at = 0;
  double area = 0;
};

struct Node {
  double log_mass = 0, amount = 0;
  std::size_t first = 0, last = 0;  ///< rays
};

/// Neighbouring charges of a molecule are alike: (1, 2, 1)/4 along charges.
std::map<int, double> smooth(const std::map<int, double>& envelope) {
  std::map<int, double> result;
  const auto at = [&](int charge) {
    const auto found = envelope.find(charge);
    return found == envelope.end() ? 0 : found->second;
  };
  for (const auto& [charge, amount] : envelope)
    result[charge] = 0.25 * at(charge - 1) + 0.5 * amount + 0.25 * at(charge + 1);
  return result;
}

class Lattice {
 public:
  Lattice(const FitCells& cells, const FitShape& shape);
  void cover(const std::vector<MassPeak>& candidates);
  void start();
  void run(int rounds);
  [[nodiscard]] std::vector<FitMass> tops() const;
  [[nodiscard]] bool is_empty() const { return nodes_.empty(); }

 private:
  void add_node(double log_mass, const std::map<int, double>& envelope);
  [[nodiscard]] long block_of(double log_mass) const { return std::lround(log_mass / kBlock); }
  [[nodiscard]] double share(const Ray& ray, const std::map<int, double>& envelope) const {
    const auto found = envelope.find(ray.charge);
    return found == envelope.end() ? 0 : found->second;
  }
  void set_shares();
  void set_ratio();
  void update_envelopes();

  const FitCells& cells_;
  FitShape shape_;
  std::vector<Node> nodes_;
  std::vector<Ray> rays_;
  std::vector<float> value_;
  std::vector<double> share_;  ///< of rays
  std::vector<double> background_, model_, ratio_;
  std::map<long, std::map<int, double>> envelopes_;
};

Lattice::Lattice(const FitCells& cells, const FitShape& shape) : cells_(cells), shape_(shape) {
  const double gain = std::max(cells.gain, 1e-12);
  for (std::size_t k = 0; k < cells.size(); ++k)
    background_.push_back(std::max(0.0, cells.baseline[k]) + cells.points[k] * (cells.noise * cells.noise / gain) +
                          1e-9);
}

void Lattice::add_node(double log_mass, const std::map<int, double>& envelope) {
  double strongest = 0;
  for (const auto& [charge, amount] : envelope) strongest = std::max(strongest, amount);
  Node node{.log_mass = log_mass, .first = rays_.size()};
  const double deviation = shape_.deviation;
  for (const auto& [charge, amount] : envelope) {
    const double place = log_mass - std::log(charge);
    if (amount < kLeastCharge * strongest || place < cells_.place.front() + shape_.deviation ||
        place > cells_.place.back() - shape_.deviation)
      continue;
    Ray ray{.charge = charge, .at = value_.size()};
    auto k = static_cast<std::size_t>(std::ranges::lower_bound(cells_.place, place - kReach * deviation) -
                                      cells_.place.begin());
    for (ray.first = k; k < cells_.size() && cells_.place[k] < place + kReach * deviation; ++k) {
      const double t = (cells_.place[k] - place) / deviation;
      value_.push_back(static_cast<float>(cells_.points[k] * std::exp(-0.5 * t * t)));
      ray.area += static_cast<double>(value_.back());
    }
    ray.count = k - ray.first;
    if (ray.count > 0) rays_.push_back(ray);
  }
  node.last = rays_.size();
  if (node.last > node.first) nodes_.push_back(node);
}

void Lattice::cover(const std::vector<MassPeak>& candidates) {
  constexpr double kAround = 6;             // deviations
  constexpr double kStrong = 0.05;          // of the highest
  constexpr double kAroundStrong = 0.0075;  // of mass: glycans, drugs, salts
  double highest = 0;
  for (const auto& peak : candidates) highest = std::max(highest, peak.intensity);
  for (const auto& peak : candidates)
    for (const auto& evidence : peak.charges)
      envelopes_[block_of(std::log(peak.mass))][evidence.charge] += evidence.intensity;
  const auto raw = envelopes_;
  for (auto& [block, envelope] : envelopes_) {
    for (const long beside : {block - 1, block + 1}) {
      const auto found = raw.find(beside);
      if (found == raw.end()) continue;
      for (const auto& [charge, amount] : found->second) envelope[charge] += 0.5 * amount;
    }
  }
  const double step = kStep * shape_.deviation;
  long next = std::numeric_limits<long>::min();
  for (const auto& peak : candidates) {
    const double at = std::log(peak.mass);
    const double around =
        std::max(kAround * shape_.deviation, peak.intensity > kStrong * highest ? kAroundStrong : 0.0);
    const long first = std::max(next, std::lround((at - around) / step));
    const long last = std::lround((at + around) / step);
    for (long n = first; n <= last; ++n) {
      const double log_mass = step * static_cast<double>(n);
      auto found = envelopes_.find(block_of(log_mass));
      if (found == envelopes_.end()) found = envelopes_.find(block_of(at));
      add_node(log_mass, found->second);
    }
    next = std::max(next, last + 1);
  }
  for (const auto& node : nodes_) {  // blocks that only nodes reach
    const long block = block_of(node.log_mass);
    if (envelopes_.contains(block)) continue;
    for (std::size_t r = node.first; r < node.last; ++r) envelopes_[block][rays_[r].charge] = 1;
  }
}

void Lattice::set_shares() {
  share_.resize(rays_.size());
  for (const auto& node : nodes_) {
    const auto& envelope = envelopes_.at(block_of(node.log_mass));
    double sum = 0;
    for (std::size_t r = node.first; r < node.last; ++r) sum += share_[r] = share(rays_[r], envelope) / rays_[r].area;
    for (std::size_t r = node.first; r < node.last; ++r) share_[r] = sum > 0 ? share_[r] / sum : 0;
  }
}

void Lattice::start() {
  for (auto& node : nodes_) node.amount = 1;
  set_shares();
  // All alike, with the sum of the data.
  set_ratio();
  double data = 0, model = 0;
  for (std::size_t k = 0; k < cells_.size(); ++k) {
    data += std::max(0.0, cells_.intensity[k] - cells_.baseline[k]);
    model += model_[k] - background_[k];
  }
  for (auto& node : nodes_) node.amount = model > 0 ? data / model : 0;
}

void Lattice::set_ratio() {
  model_ = background_;
  for (const auto& node : nodes_) {
    if (node.amount == 0) continue;
    for (std::size_t r = node.first; r < node.last; ++r) {
      const double height = node.amount * share_[r];
      const float* value = &value_[rays_[r].at];
      double* model = &model_[rays_[r].first];
      for (std::size_t k = 0; k < rays_[r].count; ++k) model[k] += height * static_cast<double>(value[k]);
    }
  }
  ratio_.resize(cells_.size());
  for (std::size_t k = 0; k < cells_.size(); ++k)
    ratio_[k] = std::max(0.0, cells_.intensity[k] + background_[k] - cells_.baseline[k]) / model_[k];
}

void Lattice::run(int rounds) {
  constexpr int kEnvelopeEvery = 5;
  constexpr double kHurry = 1.7, kGone = 1e-7;
  for (int round = 0; round < rounds; ++round) {
    const bool moves_envelopes = round % kEnvelopeEvery == kEnvelopeEvery - 1;
    std::map<long, std::map<int, double>> seen;
    set_ratio();
    double highest = 0;
    for (auto& node : nodes_) {
      if (node.amount == 0) continue;
      double sum = 0, area = 0;
      auto* envelope = moves_envelopes ? &seen[block_of(node.log_mass)] : nullptr;
      for (std::size_t r = node.first; r < node.last; ++r) {
        const Ray& ray = rays_[r];
        const float* value = &value_[ray.at];
        const double* ratio = &ratio_[ray.first];
        double own = 0;
        for (std::size_t k = 0; k < ray.count; ++k) own += static_cast<double>(value[k]) * ratio[k];
        sum += share_[r] * own;
        area += share_[r] * ray.area;
        if (envelope) (*envelope)[ray.charge] += node.amount * share_[r] * own;
      }
      node.amount *= area > 0 ? std::pow(sum / area, moves_envelopes ? 1 : kHurry) : 0;
      highest = std::max(highest, node.amount);
    }
    for (auto& node : nodes_)
      if (node.amount < kGone * highest) node.amount = 0;
    if (!moves_envelopes) continue;
    for (auto& [block, envelope] : envelopes_) {
      std::map<int, double> sum;
      for (const long near : {block - 1, block, block + 1}) {
        const auto found = seen.find(near);
        if (found == seen.end()) continue;
        for (const auto& [charge, amount] : found->second) sum[charge] += (near == block ? 1 : 0.5) * amount;
      }
      if (!sum.empty()) envelope = smooth(sum);
    }
    set_shares();
  }
}

std::vector<FitMass> Lattice::tops() const {
  std::vector<FitMass> masses;
  double highest = 0;
  for (const auto& node : nodes_) highest = std::max(highest, node.amount);
  const double step = kStep * shape_.deviation;
  for (std::size_t g = 0; g < nodes_.size();) {
    if (nodes_[g].amount <= 1e-5 * highest) {
      ++g;
      continue;
    }
    // From valley to valley.
    std::size_t last = g;
    bool falls = false;
    double sum = 0, weighted = 0;
    std::map<int, double> heights;
    for (; last < nodes_.size() && nodes_[last].amount > 1e-5 * highest; ++last) {
      if (last > g) {
        if (nodes_[last].log_mass - nodes_[last - 1].log_mass > 1.5 * step) break;
        if (nodes_[last].amount > 1.02 * nodes_[last - 1].amount && falls) break;
        falls = falls || nodes_[last].amount < nodes_[last - 1].amount;
      }
      sum += nodes_[last].amount;
      weighted += nodes_[last].amount * nodes_[last].log_mass;
      for (std::size_t r = nodes_[last].first; r < nodes_[last].last; ++r)
        heights[rays_[r].charge] += nodes_[last].amount * share_[r];
    }
    FitMass mass{.log_mass = weighted / sum};
    for (const auto& [charge, height] : heights) {
      mass.charges.push_back(charge);
      mass.heights.push_back(height);
      mass.expected.push_back(height);
    }
    masses.push_back(std::move(mass));
    g = last;
  }
  return masses;
}

}  // namespace

std::vector<FitMass> masses_on_lattice(const FitCells& cells, const FitShape& shape,
                                       const std::vector<MassPeak>& candidates) {
  constexpr int kRounds = 300;
  Lattice lattice(cells, shape);
  lattice.cover(candidates);
  if (lattice.is_empty()) return {};
  lattice.start();
  lattice.run(kRounds);
  return lattice.tops();
}

}  // namespace emtansim::spectra
