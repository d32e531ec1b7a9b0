package httpwire.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.pitest.testapi.AbstractTestUnit;
import org.pitest.testapi.Description;
import org.pitest.testapi.ResultCollector;

/** A spec with all its tests. It fails with the first of them. */
final class SpecUnit extends AbstractTestUnit {
  private final Class<?> spec;

  SpecUnit(Class<?> spec) {
    super(new Description(spec.getSimpleName(), spec));
    this.spec = spec;
  }

  @Override
  public void execute(ResultCollector results) {
    results.notifyStart(getDescription());
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(spec)).build();
    FirstFailure seen = new FirstFailure();
    LauncherFactory.create().execute(request, seen);
    if (seen.failure == null && seen.testCount == 0) {
      seen.failure = new AssertionError("no test of " + spec + " was run");
    }
    if (seen.failure == null) results.notifyEnd(getDescription());
    else results.notifyEnd(getDescription(), seen.failure);
  }

  private static final class FirstFailure implements TestExecutionListener {
    private int testCount;
    private Throwable failure;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) testCount++;
      boolean isFirst = failure == null && result.getStatus() == Status.FAILED;
      if (isFirst) failure = result.getThrowable().orElse(new AssertionError(test.toString()));
    }
  }
}
