// Light, dark, or as the system has it: each press goes on to the next.
import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import { useLanguage } from "../i18n/language";
import { HalfSign, MoonSign, SunSign } from "./icons";

const NEXT = { light: "dark", dark: "auto", auto: "light" } as const;
const SIGNS = { light: SunSign, dark: MoonSign, auto: HalfSign };

export function AppearanceSwitch() {
  const { t } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const words = { light: t("shell.light"), dark: t("shell.dark"), auto: t("shell.system") };
  const Sign = SIGNS[colorScheme];
  const label = `${t("shell.appearance")}: ${words[colorScheme]}`;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(NEXT[colorScheme])}
    >
      <Sign />
    </ActionIcon>
  );
}
