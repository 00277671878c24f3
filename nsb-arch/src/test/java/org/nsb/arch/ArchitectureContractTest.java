// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds a port to the {@link ArchitectureContract}: its test extends this class. */
public abstract class ArchitectureContractTest extends ArchitectureExamples {

    @TestFactory
    Stream<DynamicTest> contract() {
        return new ArchitectureContract(this)
                .checks()
                .map(check -> DynamicTest.dynamicTest(check.name(), check.body()::run));
    }
}
