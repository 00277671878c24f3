// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the id of a process: a number greater than zero. */
public final class ProcessIdConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        try {
            int value = Integer.parseInt(text);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, with the same words as for numbers that no process can have
        }
        throw new TypeConversionException("'" + text + "' is not a process id");
    }
}
