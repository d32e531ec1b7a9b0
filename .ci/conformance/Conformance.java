import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Makes {@code docs/conformance.md} and {@code docs/faults.md} of the clauses in {@code
 * docs/clauses.tsv} and of what Surefire reports of the tests. A test shows a clause if the clause's
 * number stands at the beginning of its name or of a name around it: {@code "F8, F9: …"}.
 *
 * <pre>
 * java .ci/conformance/Conformance.java clauses    fails if a clause has no test, or a test of one fails
 * java .ci/conformance/Conformance.java pages      the same, and if a page is not as it would be made
 * java .ci/conformance/Conformance.java write      makes the pages
 * </pre>
 */
final class Conformance {
  private static final Path CLAUSES = Path.of("docs/clauses.tsv");
  private static final Pattern NUMBERS = Pattern.compile("(?:^|/)((?:[TFRPC]\\d+, )*[TFRPC]\\d+): ");

  private record Clause(String number, String source, String text) {
    char kind() {
      return number.charAt(0);
    }
  }

  /**
   * @param title the name of the test from its number on, without the number
   */
  private record Shown(String module, String spec, String title, boolean isPassed) {}

  private record Page(Path path, String title, String introduction, Map<Character, String> kinds) {}

  private static final List<Page> PAGES =
      List.of(
          new Page(
              Path.of("docs/conformance.md"),
              "Conformance",
              "What RFC 9112, and RFC 9110 where it is about messages, demand of a client: each clause in a few words, and the\n"
                  + "tests that show it.",
              new TreeMap<>(
                  Map.of('C', "The connection", 'P', "Responses that are read", 'R', "Requests that are sent"))),
          new Page(
              Path.of("docs/faults.md"),
              "Faults and threats",
              "What happens when the network fails, when the other side is broken or hostile, and when a callback throws; and the\n"
                  + "tests that show it. Whatever the fault, six promises hold: the result is a right response or one typed error (I1);\n"
                  + "the bytes that were delivered are the beginning of the true body (I2); no descriptor, thread or place in a pool is\n"
                  + "lost (I3); a connection is used again only if both sides are done (I4); the time is within the deadline (I5), and\n"
                  + "the memory within the limits (I6).",
              new TreeMap<>(Map.of('F', "Faults", 'T', "Threats"))));

  private final List<Clause> clauses;
  private final Map<String, List<Shown>> shown;

  private Conformance(List<Clause> clauses, Map<String, List<Shown>> shown) {
    this.clauses = clauses;
    this.shown = shown;
  }

  public static void main(String[] arguments) throws IOException, XMLStreamException {
    Conformance all = new Conformance(clauses(), reports());
    String what = arguments.length == 1 ? arguments[0] : "";
    List<String> faults = all.faults();
    if (what.equals("write")) for (Page page : PAGES) Files.writeString(page.path, all.text(page));
    else if (what.equals("pages")) faults.addAll(all.pageFaults());
    else if (!what.equals("clauses")) throw new IllegalArgumentException("clauses, pages or write");
    faults.forEach(System.err::println);
    System.out.println("conformance: " + all.clauses.size() + " clauses, " + faults.size() + " faults");
    if (!faults.isEmpty()) System.exit(1);
  }

  // 1. Reading.

  private static List<Clause> clauses() throws IOException {
    return Files.readAllLines(CLAUSES).stream()
        .skip(1)
        .map(line -> line.split("\t"))
        .map(columns -> new Clause(columns[0], columns[1], columns[2]))
        .toList();
  }

  private static Map<String, List<Shown>> reports() throws IOException, XMLStreamException {
    Map<String, List<Shown>> shown = new LinkedHashMap<>();
    try (Stream<Path> files = Files.find(Path.of("."), 4, (path, info) -> isReport(path))) {
      for (Path file : files.sorted().toList()) read(file, shown);
    }
    return shown;
  }

  private static boolean isReport(Path path) {
    return path.toString().matches("\\./[a-z]+/target/surefire-reports/TEST-.*\\.xml");
  }

  private static void read(Path file, Map<String, List<Shown>> shown)
      throws IOException, XMLStreamException {
    String module = file.getName(1).toString();
    try (var input = Files.newInputStream(file)) {
      XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(input);
      String spec = "";
      String name = "";
      boolean isPassed = true;
      while (xml.hasNext()) {
        int event = xml.next();
        boolean isCase = (event == XMLStreamReader.START_ELEMENT || event == XMLStreamReader.END_ELEMENT)
            && xml.getLocalName().equals("testcase");
        if (event == XMLStreamReader.START_ELEMENT && isCase) {
          spec = xml.getAttributeValue(null, "classname");
          name = xml.getAttributeValue(null, "name");
          isPassed = true;
        } else if (event == XMLStreamReader.START_ELEMENT) {
          if (List.of("failure", "error", "skipped").contains(xml.getLocalName())) isPassed = false;
        } else if (isCase) {
          add(shown, module, spec, name, isPassed);
        }
      }
    }
  }

  private static void add(
      Map<String, List<Shown>> shown, String module, String spec, String name, boolean isPassed) {
    Matcher numbers = NUMBERS.matcher(name);
    while (numbers.find()) {
      String title = name.substring(numbers.end());
      for (String number : numbers.group(1).split(", ")) {
        shown
            .computeIfAbsent(number, none -> new ArrayList<>())
            .add(new Shown(module, spec, title, isPassed));
      }
    }
  }

  // 2. Judging.

  private List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (Clause clause : clauses) {
      List<Shown> tests = shown.getOrDefault(clause.number, List.of());
      if (tests.isEmpty()) faults.add(clause.number + " has no test: " + clause.text);
      for (Shown test : tests) {
        if (!test.isPassed) faults.add(clause.number + " fails: " + test.spec + ": " + test.title);
      }
    }
    for (String number : shown.keySet()) {
      if (clauses.stream().noneMatch(clause -> clause.number.equals(number))) {
        faults.add(number + " is no clause: " + shown.get(number).get(0).spec);
      }
    }
    return faults;
  }

  private List<String> pageFaults() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Page page : PAGES) {
      boolean isRight = Files.exists(page.path) && Files.readString(page.path).equals(text(page));
      if (!isRight) faults.add(page.path + " is not what the tests say; write makes it anew");
    }
    return faults;
  }

  // 3. Writing.

  private String text(Page page) {
    StringBuilder text = new StringBuilder("# " + page.title + "\n\n" + page.introduction + "\n\n");
    text.append("Made by the build of `docs/clauses.tsv` and of the names of the tests; do not edit.\n");
    page.kinds.forEach(
        (kind, title) -> {
          text.append("\n## ").append(title).append("\n\n");
          text.append("| | ").append(page.kinds.containsKey('F') ? "about" : "source");
          text.append(" | what holds | shown by | result |\n|---|---|---|---|---|\n");
          clauses.stream().filter(clause -> clause.kind() == kind).forEach(c -> text.append(row(c)));
        });
    return text.toString();
  }

  private String row(Clause clause) {
    List<Shown> tests = shown.getOrDefault(clause.number, List.of());
    boolean isPassed = !tests.isEmpty() && tests.stream().allMatch(Shown::isPassed);
    String result = tests.isEmpty() ? "no test" : isPassed ? "passes" : "**fails**";
    return String.join(
            " | ", "| " + clause.number, clause.source, clause.text, links(tests), result)
        + " |\n";
  }

  /** The specs, in order; their tests would change with each row of their tables. */
  private static String links(Collection<Shown> tests) {
    TreeSet<String> links = new TreeSet<>();
    for (Shown test : tests) {
      String path = test.module + "/src/test/kotlin/" + test.spec.replace('.', '/') + ".kt";
      String name = test.spec.substring(test.spec.lastIndexOf('.') + 1);
      links.add(Files.exists(Path.of(path)) ? "[" + name + "](../" + path + ")" : name);
    }
    return String.join(", ", links);
  }
}
