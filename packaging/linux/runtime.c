/* What begins an AppImage: it shows the archive behind itself as a folder (FUSE), runs the program in it, and takes the
 * folder away when the program has ended. Where no folder can be shown so, the archive is unpacked for as long.
 *
 * Linked statically with libfuse3 and squashfuse. Options: --appimage-extract, --appimage-offset. */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 30
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <squashfuse/ll.h>
#include <squashfuse/squashfuse.h>

/* of the library, without a header */
sqfs_err sqfs_open_image(sqfs *fs, const char *image, size_t offset);

static pid_t program;

static size_t own_length(const char *self)
{
    Elf64_Ehdr head;
    int fd = open(self, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, &head, sizeof head) != (ssize_t)sizeof head)
        return 0;
    close(fd);
    return head.e_shoff + (size_t)head.e_shentsize * head.e_shnum;
}

static void pass_on(int number)
{
    if (program > 0)
        kill(program, number);
}

/* The process that shows the folder: it must hold nothing that somebody waits for, and ends with its parent. */
static void show(const char *self, size_t offset, const char *place, int ready)
{
    struct fuse_lowlevel_ops ops = {
        .getattr = sqfs_ll_op_getattr, .opendir = sqfs_ll_op_opendir, .releasedir = sqfs_ll_op_releasedir,
        .readdir = sqfs_ll_op_readdir, .lookup = sqfs_ll_op_lookup, .open = sqfs_ll_op_open,
        .create = sqfs_ll_op_create, .release = sqfs_ll_op_release, .read = sqfs_ll_op_read,
        .readlink = sqfs_ll_op_readlink, .forget = sqfs_ll_op_forget,
    };
    char *words[] = {"focalpoint", "-o", "ro,nodev,nosuid,fsname=focalpoint", NULL};
    struct fuse_args args = FUSE_ARGS_INIT(3, words);
    sqfs_ll_chan channel;
    int nothing = open("/dev/null", O_RDWR);

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setsid();
    for (int fd = 0; fd < 3; fd++)
        dup2(nothing, fd);
    sqfs_ll *archive = sqfs_ll_open(self, offset);
    if (archive == NULL || sqfs_ll_mount(&channel, place, &args, &ops, sizeof ops, archive) != SQFS_OK)
        _exit(1);
    if (fuse_set_signal_handlers(channel.session) != 0 || write(ready, "y", 1) != 1) {
        sqfs_ll_unmount(&channel, place);
        _exit(1);
    }
    close(ready);
    fuse_session_loop(channel.session);
    sqfs_ll_unmount(&channel, place);
    _exit(0);
}

static int unpack_file(sqfs *fs, sqfs_inode *inode, const char *target)
{
    static char piece[1 << 18];
    sqfs_off_t at = 0, size = (sqfs_off_t)inode->xtra.reg.file_size;
    int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, inode->base.mode & 0755);
    if (fd < 0)
        return -1;
    while (at < size) {
        sqfs_off_t length = sizeof piece;
        if (sqfs_read_range(fs, inode, at, &length, piece) != SQFS_OK || length <= 0 ||
            write(fd, piece, (size_t)length) != (ssize_t)length) {
            close(fd);
            return -1;
        }
        at += length;
    }
    return close(fd);
}

static int unpack_folder(sqfs *fs, sqfs_inode *folder, const char *target)
{
    sqfs_dir dir;
    sqfs_dir_entry entry;
    sqfs_name name;
    sqfs_err error = SQFS_OK;

    if (mkdir(target, 0755) != 0 && errno != EEXIST)
        return -1;
    if (sqfs_dir_open(fs, folder, &dir, 0) != SQFS_OK)
        return -1;
    sqfs_dentry_init(&entry, name);
    while (sqfs_dir_next(fs, &dir, &entry, &error)) {
        char path[PATH_MAX], link[PATH_MAX];
        size_t length = sizeof link;
        sqfs_inode inode;
        int done = -1;
        if (snprintf(path, sizeof path, "%s/%s", target, sqfs_dentry_name(&entry)) >= (int)sizeof path ||
            sqfs_inode_get(fs, &inode, sqfs_dentry_inode(&entry)) != SQFS_OK)
            return -1;
        if (S_ISDIR(inode.base.mode))
            done = unpack_folder(fs, &inode, path);
        else if (S_ISREG(inode.base.mode))
            done = unpack_file(fs, &inode, path);
        else if (S_ISLNK(inode.base.mode) && sqfs_readlink(fs, &inode, link, &length) == SQFS_OK)
            done = symlink(link, path);
        if (done != 0)
            return -1;
    }
    return error == SQFS_OK ? 0 : -1;
}

static int unpack(const char *self, size_t offset, const char *target)
{
    sqfs fs;
    sqfs_inode root;
    if (sqfs_open_image(&fs, self, offset) != SQFS_OK || sqfs_inode_get(&fs, &root, sqfs_inode_root(&fs)) != SQFS_OK)
        return -1;
    return unpack_folder(&fs, &root, target);
}

static int take_away(const char *path, const struct stat *what, int kind, struct FTW *where)
{
    (void)what, (void)kind, (void)where;
    return remove(path);
}

int main(int count, char **words)
{
    char self[PATH_MAX], place[PATH_MAX], start[PATH_MAX + 8];
    const char *base = getenv("TMPDIR");
    int ready[2], status = 0;
    char answer;
    pid_t shows;
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    size_t offset;

    if (length <= 0)
        return 127;
    self[length] = '\0';
    offset = own_length(self);
    if (count == 2 && strcmp(words[1], "--appimage-offset") == 0)
        return printf("%zu\n", offset) < 0;
    if (count == 2 && strcmp(words[1], "--appimage-extract") == 0)
        return unpack(self, offset, "squashfs-root") == 0 ? 0 : 1;

    if (snprintf(place, sizeof place, "%s/focalpoint-XXXXXX", base != NULL && *base ? base : "/tmp") >=
        (int)sizeof place - 10 || mkdtemp(place) == NULL || pipe2(ready, O_CLOEXEC) != 0) {
        perror("focalpoint");
        return 127;
    }
    shows = fork();
    if (shows == 0)
        show(self, offset, place, ready[1]);
    close(ready[1]);
    if (read(ready[0], &answer, 1) != 1) { /* no FUSE here */
        waitpid(shows, NULL, 0);
        shows = 0;
        if (unpack(self, offset, place) != 0) {
            fprintf(stderr, "focalpoint: %s has no room to unpack the program\n", place);
            nftw(place, take_away, 16, FTW_DEPTH | FTW_PHYS);
            return 127;
        }
    }
    setenv("APPIMAGE", self, 1);
    setenv("APPDIR", place, 1);
    snprintf(start, sizeof start, "%s/AppRun", place);
    signal(SIGTERM, pass_on);
    signal(SIGINT, SIG_IGN); /* a terminal tells the program itself */
    signal(SIGHUP, pass_on);
    program = fork();
    if (program == 0) {
        signal(SIGTERM, SIG_DFL);
        signal(SIGINT, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
        words[0] = start;
        execv(start, words);
        perror("focalpoint");
        _exit(127);
    }
    while (waitpid(program, &status, 0) < 0 && errno == EINTR)
        ;
    if (shows > 0) {
        kill(shows, SIGTERM);
        waitpid(shows, NULL, 0);
        rmdir(place);
    } else {
        nftw(place, take_away, 16, FTW_DEPTH | FTW_PHYS);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
