// SPDX-License-Identifier: Apache-2.0
/// Which channels a method needs, and filling them from a run.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "emtansim/spectra/chromatograms/quantify.h"
#include "emtansim/spectra/read.h"

namespace emtansim::spectra {

namespace {

using conjugate::Adduct;
using conjugate::Chemistry;
using conjugate::Formula;

constexpr int kHeavy = 2;  // extra neutrons of the 37Cl and 34S peak

/// Offset in mass and share of the peak with two more neutrons, against the lightest.
struct HeavyPeak {
  double offset = 0;
  double share = 0;
};
HeavyPeak heavy_peak(const Formula& formula, const Chemistry& chemistry) {
  const auto envelope = conjugate::isotope_envelope(formula, chemistry.elements, 0);
  for (const auto& peak : envelope)
    if (peak.neutrons == kHeavy)
      return {.offset = peak.mass - envelope.front().mass, .share = peak.probability / envelope.front().probability};
  return {};
}

void add_with_heavy(std::vector<Channel>& channels, Channel light, const HeavyPeak& heavy, int charge) {
  channels.push_back(light);
  if (!(heavy.share > 0)) return;
  light.isotope = kHeavy;
  light.mz += heavy.offset / std::abs(charge);
  if (!light.product.empty()) light.product_mz += heavy.offset;
  light.expected_share = heavy.share;
  channels.push_back(std::move(light));
}

void add_channels(std::vector<Channel>& channels, const std::string& name, const Formula& formula, const Analyte& like,
                  const Chemistry& chemistry) {
  for (const Adduct& ion : like.ions) {
    Channel channel;
    channel.molecule = name;
    channel.ion = ion.name;
    channel.mz = conjugate::mz(formula, ion, chemistry.elements);
    add_with_heavy(channels, channel, heavy_peak(ion_formula(formula, ion), chemistry), ion.charge);
    for (std::size_t i = 0; i < like.products.size(); ++i) {
      channel.product = like.products[i];
      channel.product_mz = like.product_mz[i];
      // Both quadrupoles two higher: the fragment holds both neutrons, so its own envelope counts.
      const auto& cation = chemistry.molecules.find_product(channel.product).cation;
      add_with_heavy(channels, channel, heavy_peak(cation, chemistry), 1);
    }
  }
}

/// Fills extracted ions from one spectrum.
void add_point(std::vector<Channel>& channels, const Spectrum& spectrum, double ppm) {
  for (auto& channel : channels) {
    if (!channel.product.empty()) continue;
    const double reach = ppm * 1e-6 * channel.mz;
    auto i = static_cast<std::size_t>(std::ranges::lower_bound(spectrum.mz, channel.mz - reach) - spectrum.mz.begin());
    double sum = 0;
    for (; i < spectrum.mz.size() && spectrum.mz[i] <= channel.mz + reach; ++i) sum += spectrum.intensity[i];
    channel.time.push_back(spectrum.retention_time);
    channel.intensity.push_back(sum);
    channel.is_found = true;
  }
}

/// Takes a chromatogram where it fits a channel better than what was there.
void match(std::vector<Channel>& channels, std::vector<double>& distances, const Chromatogram& chromatogram,
           double tolerance) {
  for (std::size_t i = 0; i < channels.size(); ++i) {
    auto& channel = channels[i];
    if (channel.product.empty()) continue;
    const double distance = std::max(std::abs(chromatogram.precursor_mz - channel.mz),
                                     std::abs(chromatogram.product_mz - channel.product_mz));
    if (!(distance <= tolerance) || (channel.is_found && distance >= distances[i])) continue;
    distances[i] = distance;
    channel.is_found = true;
    channel.time = chromatogram.time;
    channel.intensity = chromatogram.intensity;
  }
}

void sort_by_time(Channel& channel) {
  if (std::ranges::is_sorted(channel.time)) return;
  std::vector<std::size_t> order(channel.time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return channel.time[i]; });
  std::vector<double> time;
  std::vector<double> intensity;
  for (const std::size_t i : order) {
    time.push_back(channel.time[i]);
    intensity.push_back(channel.intensity[i]);
  }
  channel.time = std::move(time);
  channel.intensity = std::move(intensity);
}

}  // namespace

std::vector<Channel> channels_of(const QuantifyMethod& method, const Chemistry& chemistry) {
  std::vector<Channel> channels;
  std::vector<std::string> names;
  const auto is_new = [&](const std::string& name) {
    if (std::ranges::find(names, name) != names.end()) return false;
    names.push_back(name);
    return true;
  };
  for (const auto* list : {&method.analytes, &method.internal_standards})
    for (const auto& analyte : *list)
      if (is_new(analyte.name)) add_channels(channels, analyte.name, analyte.formula, analyte, chemistry);
  for (const auto& analyte : method.analytes)
    for (const auto& relative : analyte.relatives)
      if (is_new(relative.name)) add_channels(channels, relative.name, relative.formula, analyte, chemistry);
  return channels;
}

RunChannels read_channels(const std::string& path, std::vector<Channel> wanted, const Tolerances& tolerances) {
  RunChannels run;
  run.channels = std::move(wanted);
  std::vector<double> distances(run.channels.size(), 0);
  std::size_t without_time = 0;
  const Receivers receivers{.spectrum =
                                [&](Spectrum&& spectrum) {
                                  if (spectrum.ms_level != 1) return Next::read_on;
                                  if (!std::isfinite(spectrum.retention_time)) {
                                    ++without_time;
                                    return Next::read_on;
                                  }
                                  ++run.spectra;
                                  add_point(run.channels, spectrum, tolerances.mz_ppm);
                                  return Next::read_on;
                                },
                            .chromatogram =
                                [&](Chromatogram&& chromatogram) {
                                  if (chromatogram.kind != ChromatogramKind::selected_reaction) return Next::read_on;
                                  ++run.reactions;
                                  match(run.channels, distances, chromatogram, tolerances.channel_mz);
                                  return Next::read_on;
                                }};
  run.warnings = read_run(path, receivers).warnings;
  if (without_time > 0)
    run.warnings.push_back({.where = {path, 0},
                            .complaint = {"no-time", "a spectrum has no retention time", "", "it was left out"},
                            .times = without_time});
  if (run.spectra == 0 && run.reactions == 0)
    throw InputError({path, 0}, {"no-chromatogram", "the file has neither SRM chromatograms nor spectra over time",
                                 "nothing can be integrated", "convert the run with its chromatograms"});
  for (auto& channel : run.channels) sort_by_time(channel);
  return run;
}

}  // namespace emtansim::spectra
