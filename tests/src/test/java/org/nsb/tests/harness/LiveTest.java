// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a class whose tests patch real processes and take a {@link Workbench} as parameter. All of
 * its tests run once for each architecture.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("live")
@ClassTemplate
@ExtendWith(EveryCpu.class)
public @interface LiveTest {
    /** The architectures of the programs under test. */
    TargetCpu[] value() default {TargetCpu.X86_64, TargetCpu.X86};
}
