// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

/** Makes patches. */
public final class Generator {
    private Generator() {}

    public static Generator create() {
        return new Generator();
    }

    public GenerateResult generate(GenerateRequest request) {
        throw new UnsupportedOperationException(request.toString());
    }
}
