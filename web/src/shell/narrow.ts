import { useMediaQuery } from "@mantine/hooks";

/** Whether the page is as narrow as a telephone's. The same width stands in the style sheets. */
export function useIsNarrow(): boolean {
  return useMediaQuery("(max-width: 820px)", undefined, { getInitialValueInEffect: false }) ?? false;
}
