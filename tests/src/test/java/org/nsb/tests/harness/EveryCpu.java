// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs the tests of a class once for each architecture that {@link LiveTest} names; only for one if
 * the property {@code nsb.test.cpu} names it.
 */
final class EveryCpu implements ClassTemplateInvocationContextProvider {

    @Override
    public boolean mayReturnZeroClassTemplateInvocationContexts(ExtensionContext context) {
        return true; // there may be none for that one
    }

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return context.getRequiredTestClass().isAnnotationPresent(LiveTest.class);
    }

    @Override
    public Stream<? extends ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
            ExtensionContext context) {
        LiveTest live = context.getRequiredTestClass().getAnnotation(LiveTest.class);
        String only = System.getProperty("nsb.test.cpu", "");
        return Arrays.stream(live.value())
                .filter(cpu -> only.isEmpty() || only.equals(cpu.toString()))
                .map(OneCpu::new);
    }

    private record OneCpu(TargetCpu cpu) implements ClassTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return cpu.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new WorkbenchExtension(cpu), new IfPossible(cpu));
        }
    }

    /** Skips, and says why, the tests of an architecture that this machine does not run. */
    private record IfPossible(TargetCpu cpu) implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return cpu.obstacle()
                    .map(why -> ConditionEvaluationResult.disabled(cpu + ": " + why))
                    .orElse(ConditionEvaluationResult.enabled(cpu + " programs run here"));
        }
    }
}
