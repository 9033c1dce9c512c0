// SPDX-License-Identifier: Apache-2.0
/// Expressions as text and as MathML.
#include <fmt/format.h>

#include "emtansim/network/network.h"

namespace emtansim::network {

namespace {

// Binding strength of an operation, for parentheses.
int strength(const Node& node) {
  if (node.op == Op::constant && node.value < 0) return 2;
  switch (node.op) {
    case Op::add:
    case Op::subtract: return 1;
    case Op::negate: return 2;
    case Op::multiply:
    case Op::divide: return 3;
    case Op::power: return 4;
    default: return 5;
  }
}

std::string_view function_name(Op op) {
  switch (op) {
    case Op::exp: return "exp";
    case Op::log: return "ln";
    case Op::sqrt: return "sqrt";
    case Op::minimum: return "min";
    case Op::maximum: return "max";
    default: return "step";
  }
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

class TextPrinter {
 public:
  explicit TextPrinter(const Network& network) : network_(network) {}

  std::string print(std::uint32_t index, int outer) const {
    const Node& node = network_.graph().node(index);
    const int own = strength(node);
    std::string text;
    switch (node.op) {
      case Op::constant: text = fmt::format("{:g}", node.value); break;
      case Op::parameter: return network_[ParameterId(node.a)].name;
      case Op::species: return network_[SpeciesId(node.a)].name;
      case Op::rule: return network_[RuleId(node.a)].name;
      case Op::time: return "time";
      case Op::argument: return "argument";
      case Op::add: text = print(node.a, own) + " + " + print(node.b, own); break;
      case Op::subtract: text = print(node.a, own) + " - " + print(node.b, own + 1); break;
      case Op::multiply: text = print(node.a, own) + " * " + print(node.b, own); break;
      case Op::divide: text = print(node.a, own) + " / " + print(node.b, own + 1); break;
      case Op::power: text = print(node.a, own + 1) + "^" + print(node.b, own); break;
      case Op::negate: text = "-" + print(node.a, own + 1); break;
      case Op::minimum:
      case Op::maximum: return fmt::format("{}({}, {})", function_name(node.op), print(node.a, 0), print(node.b, 0));
      default: return fmt::format("{}({})", function_name(node.op), print(node.a, 0));
    }
    return own < outer ? "(" + text + ")" : text;
  }

 private:
  const Network& network_;
};

class MathPrinter {
 public:
  explicit MathPrinter(const Network& network) : network_(network) {}

  std::string print(std::uint32_t index, int outer) const {
    const Node& node = network_.graph().node(index);
    const int own = strength(node);
    std::string text;
    switch (node.op) {
      case Op::constant: text = number(node.value); break;
      case Op::parameter: return symbol(network_[ParameterId(node.a)].symbol);
      case Op::species: return fmt::format("<mtext>{}</mtext>", escape_xml(network_[SpeciesId(node.a)].name));
      case Op::rule: return fmt::format("<mtext>{}</mtext>", escape_xml(network_[RuleId(node.a)].name));
      case Op::time: return "<mi>t</mi>";
      case Op::argument: return "<mi>x</mi>";
      case Op::add: text = print(node.a, own) + "<mo>+</mo>" + print(node.b, own); break;
      case Op::subtract: text = print(node.a, own) + "<mo>-</mo>" + print(node.b, own + 1); break;
      case Op::multiply: text = print(node.a, own) + "<mo>&#x22C5;</mo>" + print(node.b, own); break;
      case Op::divide: return fmt::format("<mfrac>{}{}</mfrac>", row(node.a), row(node.b));
      case Op::power: return fmt::format("<msup><mrow>{}</mrow>{}</msup>", power_base(node.a, own + 1), row(node.b));
      case Op::negate: text = "<mo>-</mo>" + print(node.a, own + 1); break;
      case Op::sqrt: return fmt::format("<msqrt>{}</msqrt>", print(node.a, 0));
      case Op::minimum:
      case Op::maximum:
        return fmt::format("<mi>{}</mi><mo>(</mo>{}<mo>,</mo>{}<mo>)</mo>", function_name(node.op), print(node.a, 0),
                           print(node.b, 0));
      default: return fmt::format("<mi>{}</mi><mo>(</mo>{}<mo>)</mo>", function_name(node.op), print(node.a, 0));
    }
    return own < outer ? "<mo>(</mo>" + text + "<mo>)</mo>" : text;
  }

 private:
  std::string row(std::uint32_t index) const { return "<mrow>" + print(index, 0) + "</mrow>"; }

  // A fraction needs no parentheses anywhere but under a power.
  std::string power_base(std::uint32_t index, int outer) const {
    const std::string text = print(index, outer);
    return network_.graph().node(index).op == Op::divide ? "<mo>(</mo>" + text + "<mo>)</mo>" : text;
  }

  static std::string number(double value) {  // 2.5e-06: 2.5 times 10 to the -6
    const std::string text = fmt::format("{:g}", value);
    const auto at = text.find('e');
    if (at == std::string::npos) return fmt::format("<mn>{}</mn>", text);
    return fmt::format("<mn>{}</mn><mo>&#x22C5;</mo><msup><mn>10</mn><mn>{}</mn></msup>", text.substr(0, at),
                       std::stoi(text.substr(at + 1)));
  }

  static std::string symbol(std::string_view name) {  // k_on: k with subscript on
    const auto at = name.find('_');
    if (at == std::string_view::npos) return fmt::format("<mi>{}</mi>", escape_xml(name));
    return fmt::format("<msub><mi>{}</mi><mtext>{}</mtext></msub>", escape_xml(name.substr(0, at)),
                       escape_xml(name.substr(at + 1)));
  }

  const Network& network_;
};

}  // namespace

std::string Network::to_text(Expr expression) const { return TextPrinter(*this).print(expression.index(), 0); }

std::string Network::to_mathml(Expr expression) const {
  return "<math><mrow>" + MathPrinter(*this).print(expression.index(), 0) + "</mrow></math>";
}

}  // namespace emtansim::network
