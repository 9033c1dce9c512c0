// SPDX-License-Identifier: Apache-2.0
/// Accented letters and escapes of BibTeX files.
#include "emtansim/catalogue/latex.h"

#include "emtansim/base/base.h"

namespace emtansim::catalogue {

namespace {

struct Spelling {
  std::string_view latex;  // accent and letter, or the name of a command
  std::string_view text;
};

constexpr Spelling kAccents[] = {
    {"'a", "á"},  {"'e", "é"},  {"'i", "í"},  {"'o", "ó"},  {"'u", "ú"},  {"'y", "ý"},  {"'c", "ć"},  {"'n", "ń"},
    {"'s", "ś"},  {"'A", "Á"},  {"'E", "É"},  {"'I", "Í"},  {"'O", "Ó"},  {"'U", "Ú"},  {"'S", "Ś"},  {"`a", "à"},
    {"`e", "è"},  {"`i", "ì"},  {"`o", "ò"},  {"`u", "ù"},  {"`A", "À"},  {"`E", "È"},  {"^a", "â"},  {"^e", "ê"},
    {"^i", "î"},  {"^o", "ô"},  {"^u", "û"},  {"\"a", "ä"}, {"\"e", "ë"}, {"\"i", "ï"}, {"\"o", "ö"}, {"\"u", "ü"},
    {"\"A", "Ä"}, {"\"O", "Ö"}, {"\"U", "Ü"}, {"~a", "ã"},  {"~n", "ñ"},  {"~o", "õ"},  {"~N", "Ñ"},  {"cc", "ç"},
    {"cC", "Ç"},  {"vc", "č"},  {"vs", "š"},  {"vz", "ž"},  {"vr", "ř"},  {"ve", "ě"},  {"vC", "Č"},  {"vS", "Š"},
    {"vZ", "Ž"},  {"=a", "ā"},  {"=o", "ō"},  {".z", "ż"},  {"ka", "ą"},
};
constexpr Spelling kCommands[] = {
    {"ss", "ß"}, {"o", "ø"},  {"O", "Ø"}, {"ae", "æ"}, {"AE", "Æ"},
    {"aa", "å"}, {"AA", "Å"}, {"l", "ł"}, {"L", "Ł"},  {"i", "i"},
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_brace(char c) { return c == '{' || c == '}'; }

class LatexReader {
 public:
  explicit LatexReader(std::string_view latex) : rest_(latex) {}

  std::string read_all() {
    while (!rest_.empty()) {
      if (rest_.front() == '\\') {
        rest_.remove_prefix(1);
        read_command();
      } else if (rest_.starts_with("---") || rest_.starts_with("--")) {
        rest_.remove_prefix(rest_.starts_with("---") ? 3 : 2);
        text_ += "–";
      } else {
        read_character();
      }
    }
    return std::string(trim(text_));
  }

 private:
  void read_character() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (is_brace(c)) return;
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '~';
    if (!is_blank) {
      text_ += c;
    } else if (!text_.empty() && text_.back() != ' ') {
      text_ += ' ';
    }
  }

  void read_command() {
    if (rest_.empty()) return;
    std::size_t length = 1;
    if (is_letter(rest_.front()))
      while (length < rest_.size() && is_letter(rest_[length])) ++length;
    const std::string_view command = rest_.substr(0, length);
    for (const auto& [latex, text] : kCommands) {
      if (latex != command) continue;
      rest_.remove_prefix(length);
      text_ += text;
      if (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
      return;
    }
    rest_.remove_prefix(length);
    if (command.size() == 1 && std::string_view("'`^\"~=.cvk").find(command) != std::string_view::npos) {
      read_accented(command.front());
    } else if (!is_letter(command.front())) {
      text_ += command;  // \& \% \_ \$
    }
  }

  void read_accented(char accent) {
    while (!rest_.empty() && (is_brace(rest_.front()) || rest_.front() == ' ' || rest_.front() == '\\'))
      rest_.remove_prefix(1);
    if (rest_.empty()) return;
    const char letter = rest_.front();
    for (const auto& [latex, text] : kAccents) {
      if (latex[0] != accent || latex[1] != letter) continue;
      rest_.remove_prefix(1);
      text_ += text;
      return;
    }
  }

  std::string_view rest_;
  std::string text_;
};

}  // namespace

std::string to_plain_text(std::string_view latex) { return LatexReader(latex).read_all(); }

}  // namespace emtansim::catalogue
