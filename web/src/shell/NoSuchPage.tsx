// An address that leads nowhere.
import { Link } from "@tanstack/react-router";
import { useLanguage } from "../i18n/language";
import { Nothing } from "./Nothing";

export function NoSuchPage() {
  const { t } = useLanguage();
  return (
    <Nothing title={t("error.noPage")}>
      <Link to="/">{t("error.toOverview")}</Link>
    </Nothing>
  );
}
