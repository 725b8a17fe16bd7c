// The Reader: one file, what was read in it, and the place that was asked for.

import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { fileQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { nameAndFolder } from "../text/paths";
import { visible } from "../text/visible";
import { OpenFile } from "./OpenFile";
import { ReaderSkeleton } from "./ReaderSkeleton";

const route = getRouteApi("/read");

export function ReaderPage() {
  const { t } = useLanguage();
  const address = route.useSearch();
  useTitle(visible(nameAndFolder(address.path).name), t("nav.reader"));
  const file = useQuery({ ...fileQuery(address.path), enabled: address.path !== "" });
  if (address.path === "") {
    return (
      <Nothing title={t("reader.noPath")} says={t("reader.noPath.says")}>
        <p>
          <Link to="/files">{t("nav.files")}</Link> · <Link to="/search">{t("nav.search")}</Link>
        </p>
      </Nothing>
    );
  }
  if (file.data) return <OpenFile key={address.path} info={file.data} address={address} />;
  if (file.error) return <Failed error={file.error} retry={() => void file.refetch()} />;
  return <ReaderSkeleton />;
}
