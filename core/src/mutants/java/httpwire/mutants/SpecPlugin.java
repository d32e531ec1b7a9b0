package httpwire.mutants;

import io.kotest.property.PropertyTesting;
import io.kotest.property.ShrinkingMode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pitest.classinfo.ClassByteArraySource;
import org.pitest.help.PitHelpError;
import org.pitest.testapi.Configuration;
import org.pitest.testapi.TestGroupConfig;
import org.pitest.testapi.TestPluginFactory;
import org.pitest.testapi.TestSuiteFinder;
import org.pitest.testapi.TestUnitFinder;

/**
 * Makes a unit of each Kotest spec for PIT. Its own plugin for JUnit makes one of each test, and
 * runs the whole spec for each of them.
 */
public final class SpecPlugin implements TestPluginFactory, Configuration {
  @Override
  public String name() {
    return "specs";
  }

  @Override
  public String description() {
    return "Kotest specs";
  }

  @Override
  public Configuration createTestFrameworkConfiguration(
      TestGroupConfig config,
      ClassByteArraySource source,
      Collection<String> excludedRunners,
      Collection<String> includedTestMethods) {
    return this;
  }

  @Override
  public int priority() {
    return 1;
  }

  @Override
  public TestUnitFinder testUnitFinder() {
    // Which of many failing values is the smallest does not matter here.
    PropertyTesting.INSTANCE.setDefaultShrinkingMode(ShrinkingMode.Off.INSTANCE);
    System.setProperty("kotest.framework.config.fqn", FirstFailureOnly.class.getName());
    return (type, listener) ->
        type.getName().endsWith("Test") ? List.of(new SpecUnit(type)) : List.of();
  }

  @Override
  public TestSuiteFinder testSuiteFinder() {
    return type -> List.of();
  }

  @Override
  public Optional<PitHelpError> verifyEnvironment() {
    return Optional.empty();
  }
}
