package httpwire.mutants;

import io.kotest.core.config.AbstractProjectConfig;

/** Leaves out the rest of a spec after its first failure, which says enough of a mutant. */
public final class FirstFailureOnly extends AbstractProjectConfig {
  @Override
  public boolean getFailfast() {
    return true;
  }
}
